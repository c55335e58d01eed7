"""Open figures (통계) in the public API: what the park's reports say, as numbers."""

from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from park_portal.core import clock
from spaces.api import ProblemSerializer
from tenants.models import Agreement
from tenants.reckoning.occupancy import ROWS

FARTHEST = (date(2000, 1, 1), date(2100, 12, 31))


class TenancyQuestion(serializers.Serializer):
    """Which day; today, when none is asked for."""

    on = serializers.DateField(required=False)

    def validate_on(self, value: date) -> date:
        if not FARTHEST[0] <= value <= FARTHEST[1]:
            raise serializers.ValidationError("Ask for a day from 2000 to 2100.", code="out_of_range")
        return value


class TenancySerializer(serializers.Serializer):
    """Organisations that live in the park on the day, each once, as the plan's table of residents counts them."""

    on = serializers.DateField()
    headcount = serializers.IntegerField()

    def get_fields(self) -> dict[str, Any]:
        return {row: serializers.IntegerField() for row in ROWS} | super().get_fields()


class TenancyStats(APIView):
    """How many organisations live in the park."""

    @extend_schema(
        operation_id="stats_tenancy", parameters=[TenancyQuestion],
        responses={200: TenancySerializer, 400: ProblemSerializer},
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """The plan's table of residents on a day, with the people who work there."""
        question = TenancyQuestion(data=request.query_params)
        question.is_valid(raise_exception=True)
        day = question.validated_data.get("on") or clock.today()
        return Response(TenancySerializer({**Agreement.objects.occupancy(day), "on": day}).data)
