"""Meetings (초동미팅·실무협의·협력회의·워크숍), what was decided there, and who promised what (이행과제)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from collaboration.querysets.meetings import CommitmentQuerySet, MeetingQuerySet
from collaboration.states import PUBLIC, CommitmentState, MeetingKind, MeetingState, SectionCode
from park_portal.accounts.models import Organization
from park_portal.core import clock
from spaces.models import Booking

from .opinions import OpinionPoint
from .proposals import Proposal

PERSON = settings.AUTH_USER_MODEL


class Meeting(models.Model):
    """A meeting, online or in a hall of the park. Kickoff and working meetings belong to a proposal."""

    kind = models.CharField(_("kind"), max_length=8, choices=MeetingKind)
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, null=True, blank=True, related_name="meetings", verbose_name=_("proposal")
    )
    title = models.CharField(_("title"), max_length=120)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    online_url = models.URLField(_("online link"), blank=True)
    booking = models.OneToOneField(
        Booking, models.PROTECT, null=True, blank=True, related_name="meeting", verbose_name=_("booking")
    )
    state = models.CharField(_("state"), max_length=9, choices=MeetingState, default=MeetingState.PLANNED)
    called_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("called by"))
    called_at = models.DateTimeField(_("called at"), default=clock.now)
    minutes = models.TextField(_("minutes"), max_length=10_000, blank=True)
    minutes_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("minutes by")
    )
    approved_at = models.DateTimeField(_("minutes approved at"), null=True, blank=True)
    approved_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("minutes approved by")
    )
    reason = models.CharField(_("why it was called off"), max_length=300, blank=True)
    changes = models.PositiveSmallIntegerField(_("times moved"), default=0)  # calendars take the higher number

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-starts_at", "-id"]
        indexes = [models.Index(fields=["starts_at"], name="meeting_starts")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="meeting_ends_after_start",
                violation_error_message=_("The end must come after the beginning."),
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=[MeetingKind.KICKOFF, MeetingKind.WORKING]) | Q(proposal__isnull=False),
                name="meeting_of_a_proposal",
                violation_error_message=_("A kickoff or working meeting belongs to a proposal."),
            ),
            models.CheckConstraint(
                condition=Q(state=MeetingState.APPROVED, approved_at__isnull=False, approved_by__isnull=False)
                & ~Q(minutes="")
                | ~Q(state=MeetingState.APPROVED) & Q(approved_at=None, approved_by=None),
                name="meeting_approved_has_minutes",
                violation_error_message=_("Approved minutes have their words, their time and whoever approved them."),
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("minutes_by")),
                name="meeting_minutes_by_two",
                violation_error_message=_("Minutes are approved by somebody other than who wrote them."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("collaboration:meeting-detail", args=[self.pk])

    @property
    def public_state(self) -> str:
        return str(PUBLIC[MeetingState][MeetingState(self.state)])


class Attendance(models.Model):
    """Somebody who is asked to come, by her organisation, and whether she came; or who came unasked.

    ``name`` is position and name (직·성명) as the minutes give them, where they say more than the register.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances", verbose_name=_("meeting"))
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("organisation"))
    person = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    name = models.CharField(_("name"), max_length=60, blank=True)
    attended = models.BooleanField(_("came"), null=True, blank=True)  # empty: not noted yet
    asked = models.BooleanField(_("asked to come"), default=True)  # else: came without having been asked

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "organization", "person", "name"],
                nulls_distinct=False,
                name="attendance_once",
                violation_error_message=_("This person is asked already."),
            ),
            models.CheckConstraint(
                condition=Q(asked=True) | Q(attended=True),
                name="attendance_asked_or_came",
                violation_error_message=_("Whoever was not asked is noted because she came."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.organization_id}"

    @property
    def who(self) -> str:
        """Position and name as typed, else the name in the register; empty where only a body was asked."""
        return self.name or (self.person.name if self.person else "")


class AgendaItem(models.Model):
    """A line of the agenda, by hand or from an open point of the opinion."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda", verbose_name=_("meeting"))
    position = models.PositiveSmallIntegerField(_("position"))
    text = models.CharField(_("item"), max_length=300)
    point = models.ForeignKey(
        OpinionPoint, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("point of an opinion")
    )

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        ordering = ["meeting_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "position"],
                name="agenda_position_once",
                violation_error_message=_("Two items have the same position."),
            )
        ]

    def __str__(self) -> str:
        return self.text


class Decision(models.Model):
    """What the meeting decided; it may touch a section of the proposal."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="decisions", verbose_name=_("meeting"))
    position = models.PositiveSmallIntegerField(_("position"))
    text = models.CharField(_("decision"), max_length=500)
    section = models.CharField(_("section"), max_length=10, choices=SectionCode, blank=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["meeting_id", "position"]

    def __str__(self) -> str:
        return self.text


class Commitment(models.Model):
    """What an organisation promised to do by a day (이행과제)."""

    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="commitments", verbose_name=_("meeting")
    )
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, null=True, blank=True, related_name="commitments", verbose_name=_("proposal")
    )
    owner = models.ForeignKey(Organization, models.PROTECT, related_name="commitments", verbose_name=_("promised by"))
    text = models.CharField(_("what is promised"), max_length=300)
    due_on = models.DateField(_("due on"))
    state = models.CharField(_("state"), max_length=7, choices=CommitmentState, default=CommitmentState.OPEN)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    done_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("done by")
    )
    note = models.CharField(_("how it was done, or why not"), max_length=300, blank=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["due_on"], name="commitment_open", condition=Q(state=CommitmentState.OPEN))]
        constraints = [
            models.CheckConstraint(
                condition=Q(meeting__isnull=False) | Q(proposal__isnull=False),
                name="commitment_of_something",
                violation_error_message=_("A commitment belongs to a meeting or a proposal."),
            ),
            models.CheckConstraint(
                condition=Q(state=CommitmentState.OPEN, done_at=None, done_by=None)
                | ~Q(state=CommitmentState.OPEN) & Q(done_at__isnull=False, done_by__isnull=False),
                name="commitment_done_by_somebody",
                violation_error_message=_("What is done needs its time and whoever did it."),
            ),
            models.CheckConstraint(
                condition=~Q(state=CommitmentState.DROPPED) | ~Q(note=""),
                name="commitment_dropped_has_reason",
                violation_error_message=_("Please say why the commitment is dropped."),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_late(self) -> bool:
        return self.state == CommitmentState.OPEN and self.due_on < clock.today()
