"""Joint proposals (협업사업 제안서): who proposes what to whom, and where it stands."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from collaboration.querysets.proposals import ProposalQuerySet
from collaboration.states import (
    CONFIRMED_ON,
    PUBLIC,
    Coordinator,
    HandoverState,
    PartyRole,
    PartyState,
    ProposalKind,
    ProposalState,
    Proposer,
    SectionCode,
    Side,
)
from park_portal.accounts.models import Organization
from park_portal.core import clock
from park_portal.documents.models import StoredFile

from .outline import Outline
from .plans import LinkagePlan, SubProject

PERSON = settings.AUTH_USER_MODEL


class Proposal(Outline):
    """A joint proposal on its road from an idea to a confirmed work.

    The database keeps: confirmed goes with the confirmed version, and (a trigger, migration 0002) no row becomes
    confirmed without an opinion of the receiving side, issued on the current version, agreeing, with every condition
    and question closed; merged goes with its target; declined and sent back with a reason. The actions keep: two
    acknowledgements before ``collected``, approved minutes before ``kickoff_held``, whose turn it is, and the clock.
    """

    kind = models.CharField(_("kind"), max_length=16, choices=ProposalKind, default=ProposalKind.PROPOSAL)
    proposer = models.CharField(_("proposed by the side of"), max_length=8, choices=Proposer)
    lead = models.ForeignKey(
        Organization, models.PROTECT, related_name="proposals_led", verbose_name=_("proposing organisation")
    )
    receiver = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="proposals_received",
        verbose_name=_("department or body in charge"),
    )  # fmt: skip
    author = models.ForeignKey(PERSON, models.PROTECT, related_name="proposals", verbose_name=_("written by"))
    state = models.CharField(_("state"), max_length=18, choices=ProposalState, default=ProposalState.DRAFT)
    held_from = models.CharField(_("where it stood before"), max_length=18, choices=ProposalState, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)  # of a decline, a return, a hold, a withdrawal
    current = models.ForeignKey(
        "ProposalVersion", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("current version")
    )
    confirmed = models.ForeignKey(
        "ProposalVersion", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("confirmed version")
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("merged into")
    )
    grown_into = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="grown_from", verbose_name=_("grew into")
    )
    plan = models.ForeignKey(
        LinkagePlan, models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name=_("annual plan")
    )
    sub_project = models.ForeignKey(
        SubProject, models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name=_("sub-project")
    )
    is_public = models.BooleanField(_("shown to everyone once confirmed"), default=True)
    bigrams = ArrayField(
        models.IntegerField(), verbose_name=_("words for the overlap search"), default=list, blank=True
    )
    created_at = models.DateTimeField(_("begun at"), default=clock.now)
    submitted_at = models.DateTimeField(_("handed in at"), null=True, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["-id"]
        indexes = [
            GinIndex(fields=["bigrams"], name="proposal_bigrams", opclasses=["gin__int_ops"]),
            models.Index(fields=["state", "-id"], name="proposal_state"),
            models.Index(fields=["lead", "-id"], name="proposal_lead"),
            models.Index(fields=["receiver", "-id"], name="proposal_receiver"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=CONFIRMED_ON, confirmed__isnull=False, confirmed_at__isnull=False)
                | Q(state=ProposalState.ON_HOLD)
                | Q(state=ProposalState.WITHDRAWN)
                | ~Q(state__in=CONFIRMED_ON) & Q(confirmed=None, confirmed_at=None),
                name="proposal_confirmed_has_version",
                violation_error_message=_("A confirmed proposal names the version that was confirmed."),
            ),
            models.CheckConstraint(
                condition=Q(state=ProposalState.MERGED, merged_into__isnull=False)
                | ~Q(state=ProposalState.MERGED) & Q(merged_into=None),
                name="proposal_merged_has_target",
                violation_error_message=_("A merged proposal names the one it went into."),
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="proposal_not_merged_into_itself",
                violation_error_message=_("A proposal cannot be merged into itself."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ProposalState.DECLINED, ProposalState.RETURNED, ProposalState.ON_HOLD])
                | ~Q(reason=""),
                name="proposal_side_state_has_reason",
                violation_error_message=_("Please give the reason; the proposer reads it."),
            ),
            models.CheckConstraint(
                condition=Q(state=ProposalState.ON_HOLD) & ~Q(held_from="")
                | ~Q(state=ProposalState.ON_HOLD) & Q(held_from=""),
                name="proposal_hold_remembers",
                violation_error_message=_("A held proposal remembers where it stood."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ProposalState.DRAFT, ProposalState.WITHDRAWN, ProposalState.MERGED])
                | Q(submitted_at__isnull=False, current__isnull=False),
                name="proposal_submitted_has_version",
                violation_error_message=_("A proposal that was handed in has its time and its version."),
            ),
            models.CheckConstraint(
                condition=Q(sub_project=None) | Q(plan__isnull=False),
                name="proposal_sub_project_has_plan",
                violation_error_message=_("A sub-project belongs to the plan that the proposal is under."),
            ),
            models.CheckConstraint(
                condition=~Q(state=ProposalState.MATCHED) | Q(kind=ProposalKind.RESOURCE_REQUEST),
                name="proposal_matched_is_request",
                violation_error_message=_("Only a request for resources ends with its partner."),
            ),
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gt=F("since")),
                name="proposal_until_after_since",
                violation_error_message=_("The work cannot end before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("collaboration:proposal-detail", args=[self.pk])

    @property
    def number(self) -> str:
        """What people name it by."""
        return f"P-{self.pk:05d}"

    @property
    def public_state(self) -> str:
        return str(PUBLIC[ProposalState][ProposalState(self.state)])

    @property
    def is_request(self) -> bool:
        """A request for resources, five lines long, not a full proposal."""
        return self.kind == ProposalKind.RESOURCE_REQUEST


class Party(models.Model):
    """An organisation's part in a proposal: it was asked, with the reasons of the route where there were any."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="parties", verbose_name=_("proposal"))
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="proposal_parts", verbose_name=_("organisation")
    )
    role = models.CharField(_("part"), max_length=10, choices=PartyRole)
    state = models.CharField(_("state"), max_length=10, choices=PartyState, default=PartyState.ASKED)
    reasons = models.JSONField(_("reasons"), default=list, blank=True)  # [[code, fact], …], see rules of routing
    asked_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked at"), default=clock.now)
    answered_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "organization"],
                name="party_once",
                violation_error_message=_("This organisation has a part in the proposal already."),
            ),
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(role=PartyRole.LEAD),
                name="party_one_lead",
                violation_error_message=_("One organisation leads a proposal."),
            ),
            models.CheckConstraint(
                condition=~Q(state=PartyState.DECLINED) | ~Q(reason=""),
                name="party_declined_has_reason",
                violation_error_message=_("Please say why the organisation does not take part."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.organization_id} {self.role}"


class Follower(models.Model):
    """A person who hears of a proposal without having a part in it."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="followers", verbose_name=_("proposal"))
    person = models.ForeignKey(PERSON, models.CASCADE, related_name="followed_proposals", verbose_name=_("person"))

    class Meta:
        verbose_name = _("follower")
        verbose_name_plural = _("followers")
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "person"],
                name="follower_once",
                violation_error_message=_("You follow this proposal already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.person_id}"


class Comment(models.Model):
    """A word on a section: to everyone who takes part, or within one's own organisation."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="comments", verbose_name=_("proposal"))
    section = models.CharField(_("section"), max_length=10, choices=SectionCode)
    version = models.ForeignKey(
        "ProposalVersion", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("version")
    )
    author = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("written by"))
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("for"))
    internal = models.BooleanField(_("for my organisation only"), default=False)
    text = models.TextField(_("comment"), max_length=2000)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.section}"


class Attachment(models.Model):
    """A file that belongs to a proposal. What an opinion is asked for or given on lies still (trigger, 0005)."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="attachments", verbose_name=_("proposal"))
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+", verbose_name=_("file"))
    name = models.CharField(_("what it is"), max_length=120)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("added by"))
    at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Acknowledgement(models.Model):
    """A coordinator has taken note (접수확인); two independent ones make a proposal collected."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="acknowledgements", verbose_name=_("proposal"))
    side = models.CharField(_("coordinator"), max_length=8, choices=Coordinator)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("acknowledgement")
        verbose_name_plural = _("acknowledgements")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "side"],
                name="acknowledged_once_a_side",
                violation_error_message=_("This coordinator has taken note already."),
            ),
            models.UniqueConstraint(
                fields=["proposal", "by"],
                name="acknowledged_by_two_people",
                violation_error_message=_("The two acknowledgements come from two people."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.side}"


class Turn(models.Model):
    """Whose turn it was from when to when; the open one says whose turn it is. Rows are only added and closed."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="turns", verbose_name=_("proposal"))
    side = models.CharField(_("side"), max_length=8, choices=Side)
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("turn")
        verbose_name_plural = _("turns")
        ordering = ["since", "id"]
        indexes = [
            models.Index(fields=["side", "organization"], name="turn_open", condition=Q(until=None)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(until=None),
                name="turn_one_open",
                violation_error_message=_("It is one side's turn at a time."),
            ),
            ExclusionConstraint(
                name="turn_no_overlap",
                expressions=[
                    ("proposal", RangeOperators.EQUAL),
                    (
                        Func("since", "until", function="tstzrange", output_field=DateTimeRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("It is one side's turn at a time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.side} {self.since:%Y-%m-%d}"


class Handover(models.Model):
    """No bounce to nobody: whoever is not responsible names the next one, who must accept; until then it stays."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="handovers", verbose_name=_("proposal"))
    giver = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("hands over"))
    taker = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("is to take over"))
    reason = models.CharField(_("reason"), max_length=300)
    state = models.CharField(_("state"), max_length=8, choices=HandoverState, default=HandoverState.OFFERED)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    answered_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(state=HandoverState.OFFERED),
                name="handover_one_open",
                violation_error_message=_("A handover waits for its answer already."),
            ),
            models.CheckConstraint(
                condition=~Q(giver=F("taker")) & ~Q(reason=""),
                name="handover_to_another_with_reason",
                violation_error_message=_("A handover goes to another organisation, with a reason."),
            ),
            models.CheckConstraint(
                condition=Q(state=HandoverState.OFFERED, answered_at=None, answered_by=None)
                | ~Q(state=HandoverState.OFFERED) & Q(answered_at__isnull=False, answered_by__isnull=False),
                name="handover_answered_by_somebody",
                violation_error_message=_("An answer needs its time and whoever gave it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.giver_id} → {self.taker_id}"
