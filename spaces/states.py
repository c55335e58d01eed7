"""Kinds, rules and states of the land, as data."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class BuildingCategory(TextChoices):
    """The four groups of the plan's table of facilities (seeds/002, 시설현황)."""

    TENANCY = "tenancy", _("Resident offices")
    SPECIALISED = "specialised", _("Specialised")
    GENERATION = "generation", _("Generations")
    CONNECTING = "connecting", _("Connecting")


class SpaceKind(TextChoices):
    HALL = "hall", _("Hall")
    MEETING = "meeting", _("Meeting room")
    STUDIO = "studio", _("Studio")
    WORKSHOP = "workshop", _("Workshop")
    KITCHEN = "kitchen", _("Kitchen")
    STAGE = "stage", _("Stage")
    GALLERY = "gallery", _("Gallery")
    LODGING = "lodging", _("Lodging")
    OUTDOOR = "outdoor", _("Outdoor place")
    OFFICE = "office", _("Office")
    DESK_ZONE = "desk_zone", _("Desk zone")


class Weekday(IntegerChoices):
    """As ``date.weekday()`` counts."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class BookingMode(TextChoices):
    INSTANT = "instant", _("No approval needed")
    APPROVAL = "approval", _("Approved by the centre")


class Audience(TextChoices):
    EVERYONE = "everyone", _("Everyone")
    RESIDENTS_FIRST = "residents_first", _("Residents of the district first")
    TENANTS = "tenants", _("Organisations of the park only")


class UserClass(TextChoices):
    """Who pays which price (domain/spaces.md, Money)."""

    RESIDENT = "resident", _("Resident of the district")
    OUTSIDER = "outsider", _("From elsewhere")
    TENANT = "tenant", _("Organisation of the park")
    PUBLIC = "public", _("District and public bodies")
    NONPROFIT = "nonprofit", _("Non-profit organisation")


class ClaimKind(TextChoices):
    BOOKING = "booking", _("Booking")
    ALLOCATION = "allocation", _("Tenancy")
    HOLD = "hold", _("Hold")


class ProofState(TextChoices):
    """A proof for a reduction."""

    SUBMITTED = "submitted", pgettext_lazy("proof", "Being read")
    ACCEPTED = "accepted", pgettext_lazy("proof", "Accepted")
    REFUSED = "refused", pgettext_lazy("proof", "Refused")


class BookingState(TextChoices):
    REQUESTED = "requested", _("Waiting for approval")
    AWAITING_PAYMENT = "awaiting_payment", _("Waiting for payment")
    CONFIRMED = "confirmed", _("Confirmed")
    IN_USE = "in_use", _("In use")
    COMPLETED = "completed", _("Completed")
    OFFERED = "offered", _("Offered")
    REJECTED = "rejected", _("Not approved")
    CANCELLED = "cancelled", _("Cancelled")
    EXPIRED = "expired", pgettext_lazy("booking", "Expired")
    NO_SHOW = "no_show", _("Did not come")
    DISRUPTED = "disrupted", _("Disrupted by the park")


# Given back in percent when cancelled so many calendar days before use; below, nothing (domain/spaces.md, Money).
DEFAULT_REFUNDS = ((7, 100), (3, 90), (1, 80))

# A booking in one of these holds its place on the ledger.
HOLDING = (
    BookingState.REQUESTED,
    BookingState.AWAITING_PAYMENT,
    BookingState.OFFERED,
    BookingState.CONFIRMED,
    BookingState.IN_USE,
)
OVER = (
    BookingState.COMPLETED,
    BookingState.REJECTED,
    BookingState.CANCELLED,
    BookingState.EXPIRED,
    BookingState.NO_SHOW,
    BookingState.DISRUPTED,
)

MOVES = {
    ProofState: {
        ProofState.SUBMITTED: (ProofState.ACCEPTED, ProofState.REFUSED),
        ProofState.ACCEPTED: (),
        ProofState.REFUSED: (),
    },
    BookingState: {
        BookingState.REQUESTED: (
            BookingState.AWAITING_PAYMENT,
            BookingState.CONFIRMED,
            BookingState.REJECTED,
            BookingState.CANCELLED,
            BookingState.EXPIRED,
            BookingState.DISRUPTED,
        ),
        BookingState.OFFERED: (
            BookingState.AWAITING_PAYMENT,
            BookingState.CONFIRMED,
            BookingState.CANCELLED,
            BookingState.EXPIRED,
            BookingState.DISRUPTED,
        ),
        BookingState.AWAITING_PAYMENT: (
            BookingState.REQUESTED,  # changed to a time that the centre has to approve
            BookingState.CONFIRMED,
            BookingState.CANCELLED,
            BookingState.EXPIRED,
            BookingState.DISRUPTED,
        ),
        BookingState.CONFIRMED: (
            BookingState.REQUESTED,
            BookingState.IN_USE,
            BookingState.CANCELLED,
            BookingState.NO_SHOW,
            BookingState.DISRUPTED,
        ),
        BookingState.IN_USE: (BookingState.COMPLETED, BookingState.DISRUPTED),
        BookingState.COMPLETED: (),
        BookingState.REJECTED: (),
        BookingState.CANCELLED: (),
        BookingState.EXPIRED: (),
        BookingState.NO_SHOW: (),
        BookingState.DISRUPTED: (),
    },
}
PUBLIC = {
    ProofState: {state: state.label for state in ProofState},
    BookingState: {
        **{state: state.label for state in BookingState},
        BookingState.REQUESTED: _("Request received"),
        BookingState.DISRUPTED: _("Called off by the park"),
    },
}
