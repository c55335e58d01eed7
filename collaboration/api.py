"""Confirmed proposals in the public API: public fields only, narrowed by state and field."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers, viewsets

from park_portal.accounts.states import Field

from .models import Proposal
from .querysets.proposals import ProposalQuerySet
from .states import CONFIRMED_ON, ProposalState


class ProposalSerializer(serializers.ModelSerializer):
    """What the public page says; ``since`` and ``until`` are half-open: ``until`` is the first day without."""

    number = serializers.CharField(read_only=True)
    lead = serializers.CharField(source="lead.name", read_only=True)
    receiver = serializers.CharField(source="receiver.name", read_only=True, allow_null=True, default=None)

    class Meta:
        model = Proposal
        fields = [
            "id", "number", "title", "summary", "fields", "place", "since", "until", "state", "proposer", "lead",
            "receiver", "confirmed_at",
        ]  # fmt: skip


class ProposalQuestion(serializers.Serializer):
    """How the list is narrowed; an unknown code is a 400, not an empty list."""

    state = serializers.ChoiceField(
        [(state.value, state.label) for state in ProposalState if state in CONFIRMED_ON], required=False
    )
    field = serializers.ChoiceField(Field.choices, required=False)


class ProposalViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Joint proposals that are confirmed and public, the newest first."""

    serializer_class = ProposalSerializer
    queryset = Proposal.objects.public().select_related("lead", "receiver").order_by("-pk")

    def get_queryset(self) -> ProposalQuerySet:
        rows: Any = super().get_queryset()
        if self.action != "list":
            return rows
        question = ProposalQuestion(data=self.request.query_params)
        question.is_valid(raise_exception=True)
        if state := question.validated_data.get("state"):
            rows = rows.filter(state=state)
        if field := question.validated_data.get("field"):
            rows = rows.filter(fields__contains=[field])
        return rows

    @extend_schema(
        parameters=[
            OpenApiParameter("state", enum=[state.value for state in CONFIRMED_ON]),
            OpenApiParameter("field", enum=Field.values),
        ]
    )
    def list(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return super().list(request, *args, **kwargs)
