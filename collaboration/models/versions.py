"""What a proposal says: versions, their sections, their budget."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from collaboration.states import BudgetSource, SectionCode
from park_portal.core.bilingual import Bilingual

from .outline import Outline
from .proposals import Proposal


class ProposalVersion(Outline):
    """One state of the text. The newest unsealed one is being written; a sealed one never changes (trigger)."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="versions", verbose_name=_("proposal"))
    number = models.PositiveSmallIntegerField(_("version"))
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"))
    sealed_at = models.DateTimeField(_("handed in at"), null=True, blank=True)
    note = models.CharField(_("what changed"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("version of a proposal")
        verbose_name_plural = _("versions of proposals")
        ordering = ["proposal_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "number"],
                name="version_number_once",
                violation_error_message=_("There is a version of this number already."),
            ),
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(sealed_at=None),
                name="version_one_open",
                violation_error_message=_("One version is being written at a time."),
            ),
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gt=F("since")),
                name="version_until_after_since",
                violation_error_message=_("The work cannot end before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} v{self.number}"


class Section(models.Model):
    """One part of a version; ``digest`` tells whether it says the same as in another version."""

    version = models.ForeignKey(ProposalVersion, models.CASCADE, related_name="sections", verbose_name=_("version"))
    code = models.CharField(_("section"), max_length=10, choices=SectionCode)
    text = models.TextField(_("text"), max_length=10_000, blank=True)
    digest = models.CharField(_("digest"), max_length=64)  # of the text; of the budget also of its lines

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "code"],
                name="section_once",
                violation_error_message=_("A version has each section once."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.code}"


class BudgetItem(models.Model):
    """The district's budget items (예산과목) of a year: 201-01 사무관리비, 203-03 시책추진업무추진비, …"""

    year = models.PositiveSmallIntegerField(_("year"))
    code = models.CharField(_("code"), max_length=10)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)

    title = Bilingual("name")

    class Meta:
        verbose_name = _("budget item")
        verbose_name_plural = _("budget items")
        ordering = ["-year", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "code"],
                name="budget_item_once_a_year",
                violation_error_message=_("This budget item exists already in the year."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class BudgetLine(models.Model):
    """What a version wants to spend on what, and where the money is to come from."""

    version = models.ForeignKey(ProposalVersion, models.CASCADE, related_name="budget", verbose_name=_("version"))
    position = models.PositiveSmallIntegerField(_("position"))
    item = models.ForeignKey(BudgetItem, models.PROTECT, related_name="+", verbose_name=_("budget item"))
    purpose = models.CharField(_("for"), max_length=120)
    amount_krw = models.PositiveBigIntegerField(_("amount"))
    source = models.CharField(_("money from"), max_length=11, choices=BudgetSource)

    class Meta:
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        ordering = ["version_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "position"],
                name="budget_line_position_once",
                violation_error_message=_("Two lines have the same position."),
            ),
            models.CheckConstraint(
                condition=Q(amount_krw__gt=0),
                name="budget_line_positive",
                violation_error_message=_("An amount must be greater than zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.amount_krw}"
