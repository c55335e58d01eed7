"""Kinds and states of tenancy, as data."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AgreementKind(TextChoices):
    """The columns of the plan's table of occupancy (seeds/002, 입주단체)."""

    PRIVATE = "private", _("Room of its own")
    COWORKING = "coworking", _("Desks in a shared room")
    HOSTED = "hosted", _("Hosted by an intermediary")
    SHORT_TERM = "short_term", _("Short term")
    OTHER = "other", pgettext_lazy("agreement", "Other")


class AgreementState(TextChoices):
    DRAFT = "draft", pgettext_lazy("agreement", "Draft")
    OFFERED = "offered", pgettext_lazy("agreement", "Offered")
    SIGNED = "signed", pgettext_lazy("agreement", "Signed")
    ACTIVE = "active", pgettext_lazy("agreement", "In force")
    ENDED = "ended", pgettext_lazy("agreement", "Ended")
    DECLINED = "declined", pgettext_lazy("agreement", "Not concluded")
    TERMINATED = "terminated", pgettext_lazy("agreement", "Terminated")


class Standing(TextChoices):
    """What an organisation is to the park; derived from agreements, never stored."""

    TENANT = "tenant", _("Resident now")
    COMING = "coming", _("Moving in")
    FORMER = "former", _("Moved out")
    NONE = "none", _("Not a resident")


class UnitState(TextChoices):
    """How a room or desk stands on a day; derived from allocations, never stored."""

    AVAILABLE = "available", pgettext_lazy("unit", "Free")
    RESERVED = "reserved", pgettext_lazy("unit", "Promised")
    OCCUPIED = "occupied", pgettext_lazy("unit", "Let")
    SOON = "soon", _("Ends within 3 months")
    LEAVING = "leaving", _("Being vacated")
    COMMON = "common", _("For everybody")
    CLOSED = "closed", pgettext_lazy("unit", "Closed")


class FeeRule(TextChoices):
    AREA = "area", _("By area")
    DESK = "desk", _("By desk")
    FLAT = "flat", _("Fixed amount")
    FREE = "free", pgettext_lazy("fee", "Free of charge")


class EndReason(TextChoices):
    EXPIRED = "expired", _("The term is over")
    RENEWED = "renewed", _("Followed by another agreement")
    NOTICE = "notice", _("The organisation gave notice")
    ARREARS = "arrears", _("Arrears")
    BREACH = "breach", _("Breach of the agreement")
    DISSOLVED = "dissolved", _("The organisation closed")
    PARK = "park", _("The park needs the place")


class DepositState(TextChoices):
    """Derived from the ledger and from what was kept; never stored."""

    NOT_REQUIRED = "not_required", _("No deposit")
    DUE = "due", pgettext_lazy("deposit", "Due")
    PART = "part", pgettext_lazy("deposit", "Received in part")
    RECEIVED = "received", pgettext_lazy("deposit", "Received")
    RETURNED_PART = "returned_part", pgettext_lazy("deposit", "Returned in part")
    RETURNED = "returned", pgettext_lazy("deposit", "Returned")
    RECOVERED = "recovered", pgettext_lazy("deposit", "Kept for rent or repair")


class RecoveryKind(TextChoices):
    RENT = "rent", _("Rent and fees")
    REPAIR = "repair", _("Repair")
    RENEWAL = "renewal", _("Deposit of the agreement that follows")


class ChargeItem(TextChoices):
    """What a line of a charge is for."""

    RENT = "rent", pgettext_lazy("charge", "Rent")
    MAINTENANCE = "maintenance", pgettext_lazy("charge", "Maintenance")
    METER = "meter", pgettext_lazy("charge", "Metered use")
    INTEREST = "interest", pgettext_lazy("charge", "Overdue interest")


class MeterKind(TextChoices):
    ELECTRICITY = "electricity", _("Electricity")
    WATER = "water", _("Water")
    GAS = "gas", _("Gas")
    HEAT = "heat", _("Heating")


class MoveKind(TextChoices):
    MOVE_IN = "move_in", _("Moving in")
    MOVE_OUT = "move_out", _("Moving out")
    EXTENSION = "extension", _("Extension")


class TaskState(TextChoices):
    OPEN = "open", pgettext_lazy("task", "To do")
    DONE = "done", pgettext_lazy("task", "Done")
    NOT_NEEDED = "not_needed", pgettext_lazy("task", "Not needed")


class KeyKind(TextChoices):
    KEY = "key", _("Key")
    CARD = "card", _("Card")
    CODE = "code", _("Door code")


class KeyState(TextChoices):
    IN = "in", pgettext_lazy("key", "At the centre")
    OUT = "out", pgettext_lazy("key", "Handed out")
    LOST = "lost", pgettext_lazy("key", "Lost")


class AssessmentState(TextChoices):
    ASKED = "asked", pgettext_lazy("assessment", "Report asked for")
    REPORTED = "reported", pgettext_lazy("assessment", "Report handed in")
    ASSESSED = "assessed", pgettext_lazy("assessment", "Assessed")


class AssessmentResult(TextChoices):
    EXTEND = "extend", _("Extend")
    CONDITIONAL = "conditional", _("Extend with conditions")
    DO_NOT_EXTEND = "do_not_extend", _("Do not extend")


class PaperKind(TextChoices):
    BUSINESS_REGISTRATION = "business_registration", _("Business registration")
    INSURANCE = "insurance", _("Insurance")
    CERTIFICATE = "certificate", _("Certificate (e.g. social enterprise)")
    OTHER = "other", pgettext_lazy("paper", "Other")


class TicketCategory(TextChoices):
    FACILITY = "facility", _("Building and fittings")
    ELECTRICITY = "electricity", _("Electricity and light")
    PLUMBING = "plumbing", _("Water and drains")
    CLIMATE = "climate", _("Heating and cooling")
    NETWORK = "network", _("Network")
    CLEANING = "cleaning", _("Cleaning and waste")
    SAFETY = "safety", _("Safety")
    NOISE = "noise", _("Noise and neighbours")
    OTHER = "other", pgettext_lazy("ticket", "Other")


class TicketState(TextChoices):
    OPEN = "open", pgettext_lazy("ticket", "Received")
    IN_PROGRESS = "in_progress", pgettext_lazy("ticket", "Being worked on")
    RESOLVED = "resolved", pgettext_lazy("ticket", "Solved")
    CLOSED = "closed", pgettext_lazy("ticket", "Closed")


class NoticeScope(TextChoices):
    PARK = "park", _("All residents")
    BUILDING = "building", _("Residents of a building")
    KIND = "kind", _("Residents of one kind of agreement")


class DirectoryField(TextChoices):
    """What the public directory may show of an organisation, each by its own consent."""

    INTRO = "intro", _("Introduction")
    OFFERS = "offers", _("Products and services")
    PLACE = "place", _("Building and room")
    EMAIL = "email", _("E-mail address")
    PHONE = "phone", _("Telephone")
    LINKS = "links", _("Links")
    PHOTOS = "photos", _("Photos")


# In force: the ledger is held, the entitlement stands, charges run.
IN_FORCE = (AgreementState.SIGNED, AgreementState.ACTIVE)
# Reasons that the centre gives on its own: the agreement counts as terminated then, not as ended.
TERMINATING = (EndReason.ARREARS, EndReason.BREACH)
# Was concluded once: it has number, day of signature and signed paper for ever.
CONCLUDED = (*IN_FORCE, AgreementState.ENDED, AgreementState.TERMINATED)

MOVES = {
    AgreementState: {
        AgreementState.DRAFT: (AgreementState.OFFERED, AgreementState.DECLINED),
        AgreementState.OFFERED: (AgreementState.DRAFT, AgreementState.SIGNED, AgreementState.DECLINED),
        AgreementState.SIGNED: (AgreementState.ACTIVE, AgreementState.ENDED, AgreementState.TERMINATED),
        AgreementState.ACTIVE: (AgreementState.ENDED, AgreementState.TERMINATED),
        AgreementState.ENDED: (),
        AgreementState.DECLINED: (),
        AgreementState.TERMINATED: (),
    },
    TaskState: {
        TaskState.OPEN: (TaskState.DONE, TaskState.NOT_NEEDED),
        TaskState.DONE: (TaskState.OPEN,),
        TaskState.NOT_NEEDED: (TaskState.OPEN,),
    },
    KeyState: {
        KeyState.IN: (KeyState.OUT, KeyState.LOST),
        KeyState.OUT: (KeyState.IN, KeyState.LOST),
        KeyState.LOST: (KeyState.IN,),
    },
    AssessmentState: {
        AssessmentState.ASKED: (AssessmentState.REPORTED, AssessmentState.ASSESSED),
        AssessmentState.REPORTED: (AssessmentState.ASSESSED,),
        AssessmentState.ASSESSED: (),
    },
    TicketState: {
        TicketState.OPEN: (TicketState.IN_PROGRESS, TicketState.RESOLVED),
        TicketState.IN_PROGRESS: (TicketState.OPEN, TicketState.RESOLVED),
        TicketState.RESOLVED: (TicketState.OPEN, TicketState.CLOSED),
        TicketState.CLOSED: (TicketState.OPEN,),
    },
}
PUBLIC = {
    states: {state: state.label for state in states}
    for states in (AgreementState, TaskState, KeyState, AssessmentState, TicketState)
}
