"""The land and bookings in the public API: the same filters, rules and actions as the pages."""

from datetime import datetime, timedelta
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle

from park_portal.accounts.models import Organization
from park_portal.core.clock import SEOUL
from park_portal.core.errors import ActionDenied

from . import actions, rules
from .filters import BuildingFilter
from .models import Booking, Building, Equipment, Space
from .querysets.availability import Span, days_of, first_gaps, free_between
from .states import SpaceKind

LONGEST_WINDOW = timedelta(days=62)


class OffsetDateTimeField(serializers.DateTimeField):
    """ISO 8601 with its offset, ``2026-12-05T14:00:00+09:00``: a bare clock time would be guessed at."""

    default_error_messages = {"naive": "Give the offset from UTC, e.g. 2026-12-05T14:00:00+09:00."}

    def enforce_timezone(self, value: datetime) -> datetime:
        if value.tzinfo is None:
            self.fail("naive")
        return super().enforce_timezone(value)


class Window(serializers.Serializer):
    """``start`` and ``end`` of a question, at most 62 days apart."""

    start = OffsetDateTimeField()
    end = OffsetDateTimeField()

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if data["end"] <= data["start"]:
            raise serializers.ValidationError({"end": ["The end must come after the start."]}, code="reversed")
        if data["end"] - data["start"] > LONGEST_WINDOW:
            raise serializers.ValidationError({"end": ["Ask for 62 days at most."]}, code="too_long")
        return data


class SpaceNeeds(serializers.Serializer):
    """What the space must have."""

    capacity = serializers.IntegerField(required=False, min_value=1, max_value=10_000)
    kind = serializers.ChoiceField(SpaceKind.choices, required=False)
    equipment = serializers.SlugRelatedField(
        queryset=Equipment.objects.all(), slug_field="code", many=True, required=False
    )
    step_free = serializers.BooleanField(required=False, allow_null=True, default=None)

    def spaces(self, data: dict[str, Any]) -> list[Space]:
        """Bookable spaces that have it, as ``SpaceSerializer`` takes them."""
        rows = Space.objects.bookable().with_codes()
        if capacity := data.get("capacity"):
            rows = rows.filter(capacity__gte=capacity)
        if kind := data.get("kind"):
            rows = rows.filter(kind=kind)
        if data.get("step_free") is not None:
            rows = rows.filter(step_free=data["step_free"])
        for item in data.get("equipment", []):
            rows = rows.filter(equipment=item)
        return list(rows)


class AvailabilityQuestion(Window, SpaceNeeds):
    pass


class OpeningsQuestion(SpaceNeeds):
    minutes = serializers.IntegerField(min_value=5, max_value=2880)

    def get_fields(self) -> dict[str, Any]:
        return {**super().get_fields(), "from": OffsetDateTimeField(), "to": OffsetDateTimeField()}

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        Window().validate({"start": data["from"], "end": data["to"]})
        return data


class BuildingSerializer(serializers.ModelSerializer):
    """``outline``: closed polygon ``[[x, y], ...]`` in local metres."""

    outline = serializers.ListField(
        child=serializers.ListField(child=serializers.FloatField(), min_length=2, max_length=2), read_only=True
    )

    class Meta:
        model = Building
        fields = [
            "code", "name", "name_en", "category", "address", "storeys", "basement_storeys",
            "step_free", "step_free_en", "summary", "summary_en", "outline",
        ]  # fmt: skip


class SpaceSerializer(serializers.ModelSerializer):
    """Rows of ``with_codes()``."""

    building = serializers.CharField(source="building_code", read_only=True)
    equipment = serializers.ListField(child=serializers.CharField(), source="equipment_codes", read_only=True)

    class Meta:
        model = Space
        fields = [
            "id", "code", "building", "floor", "name", "name_en", "kind", "capacity", "area_m2", "summary",
            "summary_en", "step_free", "step_free_note", "equipment", "mode", "audience", "min_minutes",
            "max_minutes", "step_minutes",
        ]  # fmt: skip

    def to_representation(self, space: Space) -> dict[str, Any]:
        """What the fields would say, without asking each of them: lists hold every space of the park."""
        named = {"building": space.building_code, "equipment": space.equipment_codes, "area_m2": str(space.area_m2)}
        return {name: named[name] if name in named else getattr(space, name) for name in self.Meta.fields}


class SpanSerializer(serializers.Serializer):
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()


class AvailabilitySerializer(serializers.Serializer):
    """One space and the answer for it: ``price_krw`` the asker's own, ``reason`` a code where it is not free."""

    space = SpaceSerializer()
    available = serializers.BooleanField()
    price_krw = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)


class BusySerializer(serializers.Serializer):
    """One space and when it cannot be had."""

    space = serializers.IntegerField()
    busy = SpanSerializer(many=True)


class OpeningSerializer(serializers.Serializer):
    space = SpaceSerializer()
    start = serializers.DateTimeField()
    end = serializers.DateTimeField()


class AlternativeSerializer(serializers.Serializer):
    space = serializers.IntegerField(source="space.pk")
    start = serializers.DateTimeField(source="starts_at")
    end = serializers.DateTimeField(source="ends_at")


class ProblemSerializer(serializers.Serializer):
    """Every error of the API."""

    code = serializers.CharField()
    detail = serializers.CharField()
    errors = serializers.DictField(required=False)
    alternatives = AlternativeSerializer(many=True, required=False)


class BookingSerializer(serializers.ModelSerializer):
    start = serializers.DateTimeField(source="starts_at")
    end = serializers.DateTimeField(source="ends_at")

    class Meta:
        model = Booking
        fields = [
            "id", "number", "space", "organization", "start", "end", "purpose", "attendees", "state", "price_krw",
            "user_class", "requested_at", "decide_by", "reason",
        ]  # fmt: skip

    def to_representation(self, booking: Booking) -> dict[str, Any]:
        """What the fields would say, without making each of them anew for every booking."""
        named = {
            "space": booking.space_id,
            "organization": booking.organization_id,
            "start": said(booking.starts_at),
            "end": said(booking.ends_at),
            "requested_at": said(booking.requested_at),
            "decide_by": said(booking.decide_by) if booking.decide_by else None,
        }
        return {name: named[name] if name in named else getattr(booking, name) for name in self.Meta.fields}


class BookableSpaceField(serializers.PrimaryKeyRelatedField):
    """A space that can be booked today: looked up by its key alone, then judged, which is half the work."""

    def to_internal_value(self, data: Any) -> Space:
        space = super().to_internal_value(data)
        if not (space.bookable and space.is_open):
            self.fail("does_not_exist", pk_value=data)
        return space


class BookingRequestSerializer(serializers.Serializer):
    """``POST bookings/``: what is wanted."""

    space = BookableSpaceField(queryset=Space.objects.select_related("building"))
    start = OffsetDateTimeField()
    end = OffsetDateTimeField()
    purpose = serializers.CharField(max_length=120)
    attendees = serializers.IntegerField(min_value=1, max_value=10_000)
    organization = serializers.PrimaryKeyRelatedField(
        queryset=Organization.objects.none(), required=False, allow_null=True, default=None
    )

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        user = self.context["request"].user if "request" in self.context else None
        named = getattr(self, "initial_data", {}).get("organization") is not None  # else nobody asks for the list
        if named and user is not None and user.is_authenticated:
            fields["organization"].queryset = Organization.objects.visible_to(user)
        return fields


class CancelSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class BuildingViewSet(viewsets.ReadOnlyModelViewSet):
    """The buildings of the park that are open."""

    serializer_class = BuildingSerializer
    filterset_class = BuildingFilter
    lookup_field = "code"

    def get_queryset(self):
        return Building.objects.visible_to(self.request.user)


class SpaceViewSet(viewsets.ReadOnlyModelViewSet):
    """The spaces that are open, and when each is taken."""

    serializer_class = SpaceSerializer

    def get_queryset(self):
        return Space.objects.visible_to(self.request.user).with_codes()

    @extend_schema(parameters=[Window], responses={200: SpanSerializer(many=True), 400: ProblemSerializer})
    @action(detail=True, pagination_class=None, filter_backends=[])
    def busy(self, request: Request, pk: str | None = None) -> Response:
        """When the space cannot be had, without saying who has it."""
        space = self.get_object()
        asked = checked(Window, request)
        found = days_of([space], asked["start"], asked["end"])[space.pk]["busy"]
        return Response(spans(found))

    @extend_schema(
        operation_id="spaces_all_busy_list",
        parameters=[AvailabilityQuestion],
        responses={200: BusySerializer(many=True), 400: ProblemSerializer},
    )
    @action(detail=False, url_path="busy", pagination_class=None, filter_backends=[])
    def all_busy(self, request: Request) -> Response:
        """The same of every space that fits the needs: a week of the park in one answer."""
        asked = checked(AvailabilityQuestion, request)
        spaces = AvailabilityQuestion().spaces(asked)
        found = days_of(spaces, asked["start"], asked["end"]) if spaces else {}
        return Response([{"space": pk, "busy": spans(days["busy"])} for pk, days in found.items()])


def spans(found: list[Span]) -> list[dict[str, str]]:
    """Stretches of time as ``SpanSerializer`` writes them, at a tenth of its cost: a week of the park has thousands."""
    return [{"start": said(start), "end": said(end)} for start, end in found]


def said(moment: datetime) -> str:
    """A moment as the API writes it: ISO 8601 with the offset of Seoul."""
    return moment.astimezone(SEOUL).isoformat()


def checked(kind: type[serializers.Serializer], request: Request) -> dict[str, Any]:
    """The question in the query string, validated. ``equipment`` may be repeated."""
    question = kind(data=request.query_params)
    question.is_valid(raise_exception=True)
    return question.validated_data


class AvailabilityViewSet(viewsets.GenericViewSet):
    """Which spaces are free for one interval; free ones first."""

    serializer_class = AvailabilitySerializer
    pagination_class = None
    filter_backends: list[Any] = []
    queryset = Space.objects.none()

    @extend_schema(parameters=[AvailabilityQuestion], responses={200: AvailabilitySerializer, 400: ProblemSerializer})
    def list(self, request: Request) -> Response:
        """Every space that fits the needs, with price for the asker and the reason where it is not free."""
        asked = checked(AvailabilityQuestion, request)
        start, end = asked["start"], asked["end"]
        spaces, described = AvailabilityQuestion().spaces(asked), SpaceSerializer().to_representation
        verdicts = free_between(spaces, start, end) if spaces else {}
        user_class = rules.user_class_of(request.user, None)
        book = rules.price_book(spaces, user_class, request.user, at=start)
        answers = [
            {
                "space": described(space),
                "available": verdicts[space.pk].free,
                "price_krw": price.total_krw if (price := book.price(space, start, end)) else None,
                "reason": verdicts[space.pk].why,
            }
            for space in spaces
        ]
        answers.sort(key=lambda answer: not answer["available"])
        return Response({"results": answers})


class OpeningsViewSet(viewsets.GenericViewSet):
    """Where the first gaps are."""

    serializer_class = OpeningSerializer
    pagination_class = None
    filter_backends: list[Any] = []
    queryset = Space.objects.none()

    @extend_schema(
        parameters=[
            OpenApiParameter("from", datetime, required=True),
            OpenApiParameter("to", datetime, required=True),
            OpenApiParameter("minutes", int, required=True),
            SpaceNeeds,
        ],
        responses={200: OpeningSerializer, 400: ProblemSerializer},
    )
    def list(self, request: Request) -> Response:
        """The first free time of ``minutes`` in each space that fits, earliest first."""
        asked = checked(OpeningsQuestion, request)
        spaces = {space.pk: space for space in SpaceNeeds().spaces(asked)}
        length = timedelta(minutes=asked["minutes"])
        gaps = first_gaps(list(spaces.values()), asked["from"], asked["to"], asked["minutes"]) if spaces else []
        answers = [{"space": spaces[pk], "start": start, "end": start + length} for pk, start in gaps]
        return Response({"results": OpeningSerializer(answers, many=True).data})


class BookingViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """One's own bookings and those of the organisations one acts for."""

    serializer_class = BookingSerializer
    scope = "bookings"
    throttle_classes = [ScopedRateThrottle]
    throttle_scope = "bookings"
    filter_backends: list[Any] = []

    def get_queryset(self):
        return Booking.objects.visible_to(self.request.user).order_by("-starts_at", "-pk")

    @extend_schema(
        request=BookingRequestSerializer,
        parameters=[OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER)],
        responses={
            201: BookingSerializer,
            400: ProblemSerializer,
            409: ProblemSerializer,
            422: ProblemSerializer,
            503: ProblemSerializer,
        },
    )
    def create(self, request: Request) -> Response:
        """Book: 201; 409 ``slot_taken`` with alternatives; 422 with the code of the rule that stands against it."""
        asked = BookingRequestSerializer(data=request.data, context={"request": request})
        asked.is_valid(raise_exception=True)
        facts = asked.validated_data
        wish = rules.Wish(
            request.user, facts["space"], facts["start"], facts["end"], facts["attendees"], facts["organization"]
        )
        key = request.headers.get("Idempotency-Key", "")[:80] or None
        try:
            booking = actions.booking_request(by=request.user, wish=wish, purpose=facts["purpose"], idempotency_key=key)
        except rules.SlotTaken as refusal:
            return taken(refusal, wish)
        return Response(BookingSerializer(booking).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        request=CancelSerializer, responses={200: BookingSerializer, 403: ProblemSerializer, 409: ProblemSerializer}
    )
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str | None = None) -> Response:
        """Cancel before use."""
        asked = CancelSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        booking = actions.booking_cancel(
            by=request.user, booking=self.get_object(), reason=asked.validated_data["reason"]
        )
        return Response(BookingSerializer(booking).data)


def taken(refusal: ActionDenied, wish: rules.Wish) -> Response:
    """409 with what could be had instead."""
    instead = AlternativeSerializer(rules.alternatives(wish), many=True).data
    problem = {"code": refusal.reason, "detail": str(refusal), "alternatives": instead}
    return Response(problem, status=refusal.status)
