"""Every error of the API has one shape: ``{"code", "detail"}``, and ``errors`` per field where there are any."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from park_portal.core.errors import ActionDenied


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer an exception raised in an API view. Unknown ones are not swallowed: they are bugs."""
    if isinstance(error, ActionDenied):
        return Response({"code": error.reason, "detail": str(error)}, status=error.status)
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    if isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    response = exception_handler(error, context)
    if response is None:
        return None
    if isinstance(error, exceptions.ValidationError):
        errors = response.data if isinstance(response.data, dict) else {"non_field_errors": response.data}
        response.data = {"code": "invalid", "detail": _("Some values cannot be used as they are."), "errors": errors}
    else:
        response.data = {"code": error.get_codes(), "detail": str(error.detail)}
    return response


@csrf_exempt
def no_such_address(request: HttpRequest) -> JsonResponse:
    """Answer an unknown address below ``/api/`` in the API's own shape."""
    return JsonResponse({"code": "not_found", "detail": _("There is nothing at this address.")}, status=404)
