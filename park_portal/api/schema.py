"""How tokens and scopes stand in the OpenAPI description."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from .permissions import scope_of


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = "park_portal.api.authentication.BearerAuthentication"
    name = "personalToken"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        words = "A personal token, made at `/me/tokens/`. It acts for its owner, within its scopes."
        return {"type": "http", "scheme": "bearer", "bearerFormat": "park_…", "description": words}


class Description(AutoSchema):
    """Name the scope of each operation and its refusals; say where no credentials are needed."""

    def get_auth(self) -> list[dict[str, Any]]:
        return super().get_auth() + ([] if scope_of(self.view, self.method) else [{}])

    def get_description(self) -> str:
        scope = scope_of(self.view, self.method)
        return "\n\n".join(filter(None, [super().get_description(), scope and f"Token scope: `{scope}`."]))

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        from spaces.api import ProblemSerializer  # REST_FRAMEWORK names this file while that one is being read

        operation = super().get_operation(*args, **kwargs)
        if operation and scope_of(self.view, self.method):
            schema = self.resolve_serializer(ProblemSerializer, "response").ref
            for code, words in (("401", "No credentials, or a bad token."), ("403", "The token lacks the scope.")):
                problem = {"description": words, "content": {"application/json": {"schema": schema}}}
                operation["responses"].setdefault(code, problem)
        return operation
