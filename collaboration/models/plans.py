"""The annual plan of joint work (연계사업 추진계획, seeds/002 is one)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from collaboration.querysets.plans import LinkagePlanQuerySet
from collaboration.states import PUBLIC, DutyState, PlanState, StageRole, StageState, SubProjectKind
from park_portal.accounts.models import Organization
from park_portal.documents.models import StoredFile

PERSON = settings.AUTH_USER_MODEL


class LinkagePlan(models.Model):
    """A year's plan. It is written, goes through an approval line (park_portal.approvals), then progress gathers."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    title = models.CharField(_("title"), max_length=120)
    aim = models.TextField(_("aim"), max_length=2000, blank=True)
    directions = models.TextField(_("directions"), max_length=3000, blank=True)  # one a line
    since = models.DateField(_("from"))
    until = models.DateField(_("until (first day without)"))
    department = models.ForeignKey(
        Organization, models.PROTECT, related_name="linkage_plans", verbose_name=_("department in charge")
    )
    state = models.CharField(_("state"), max_length=8, choices=PlanState, default=PlanState.DRAFT)
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    changes = models.PositiveSmallIntegerField(_("changes"), default=0)  # how often it was changed (변경계획)
    change_reason = models.CharField(_("why it is changed"), max_length=300, blank=True)
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="following", verbose_name=_("follows")
    )
    created_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("drawn up by"))

    objects = LinkagePlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("annual plan")
        verbose_name_plural = _("annual plans")
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("since")),
                name="plan_until_after_since",
                violation_error_message=_("A plan cannot end before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(state=PlanState.DRAFT, approved_at=None)
                | ~Q(state=PlanState.DRAFT) & Q(approved_at__isnull=False),
                name="plan_approved_has_time",
                violation_error_message=_("An approved plan has the time of its approval."),
            ),
            models.CheckConstraint(
                condition=Q(changes=0, change_reason="") | Q(changes__gt=0) & ~Q(change_reason=""),
                name="plan_change_has_reason",
                violation_error_message=_("Please say why the plan is changed."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("collaboration:plan-detail", args=[self.year])

    @property
    def public_state(self) -> str:
        return str(PUBLIC[PlanState][PlanState(self.state)])


class PlanGround(models.Model):
    """Why there is a plan (추진배경), with the document it rests on; or what the year before brought, counted."""

    plan = models.ForeignKey(LinkagePlan, models.CASCADE, related_name="grounds", verbose_name=_("annual plan"))
    position = models.PositiveSmallIntegerField(_("position"))
    text = models.CharField(_("ground"), max_length=300)
    paper_number = models.CharField(_("document number"), max_length=60, blank=True)
    paper_on = models.DateField(_("day of the document"), null=True, blank=True)
    is_counted = models.BooleanField(_("counted from last year"), default=False)

    class Meta:
        verbose_name = _("ground of a plan")
        verbose_name_plural = _("grounds of plans")
        ordering = ["plan_id", "is_counted", "position"]

    def __str__(self) -> str:
        return self.text


class PlanBudgetLine(models.Model):
    """Money of the plan by budget item (예산과목)."""

    plan = models.ForeignKey(LinkagePlan, models.CASCADE, related_name="budget", verbose_name=_("annual plan"))
    position = models.PositiveSmallIntegerField(_("position"))
    item = models.ForeignKey("BudgetItem", models.PROTECT, related_name="+", verbose_name=_("budget item"))
    amount_krw = models.PositiveBigIntegerField(_("amount"))

    class Meta:
        verbose_name = _("budget line of a plan")
        verbose_name_plural = _("budget lines of plans")
        ordering = ["plan_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "item"],
                name="plan_budget_item_once",
                violation_error_message=_("This budget item is in the plan already."),
            ),
            models.CheckConstraint(
                condition=Q(amount_krw__gt=0),
                name="plan_budget_positive",
                violation_error_message=_("An amount must be greater than zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.amount_krw}"


class SubProject(models.Model):
    """One line of the detailed plan (세부추진계획): a joint project, promotion, visits, …"""

    plan = models.ForeignKey(LinkagePlan, models.CASCADE, related_name="sub_projects", verbose_name=_("annual plan"))
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=14, choices=SubProjectKind)
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"), max_length=5000, blank=True)  # one item a line

    class Meta:
        verbose_name = _("sub-project")
        verbose_name_plural = _("sub-projects")
        ordering = ["plan_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "position"],
                name="sub_project_position_once",
                violation_error_message=_("Two sub-projects have the same position."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class SubProjectStage(models.Model):
    """A step of a sub-project (단계): e.g. 참여상점 모집 → 캠페인 준비 → 추진 → 성과 확산."""

    sub_project = models.ForeignKey(SubProject, models.CASCADE, related_name="stages", verbose_name=_("sub-project"))
    position = models.PositiveSmallIntegerField(_("position"))
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"), max_length=2000, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=StageState, default=StageState.PLANNED)

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        ordering = ["sub_project_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["sub_project", "position"],
                name="stage_position_once",
                violation_error_message=_("Two stages have the same position."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class SubProjectRole(models.Model):
    """Who does what in a sub-project; a body without a row in the register is named by words."""

    sub_project = models.ForeignKey(SubProject, models.CASCADE, related_name="roles", verbose_name=_("sub-project"))
    position = models.PositiveSmallIntegerField(_("position"))
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    name = models.CharField(_("name"), max_length=60, blank=True)
    role = models.CharField(_("role"), max_length=11, choices=StageRole)
    text = models.CharField(_("task"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("role in a sub-project")
        verbose_name_plural = _("roles in sub-projects")
        ordering = ["sub_project_id", "position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organization__isnull=False, name="") | Q(organization=None) & ~Q(name=""),
                name="sub_project_role_is_somebodys",
                violation_error_message=_("A role belongs to an organisation of the register, or to a named body."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.sub_project_id} {self.role}"

    @property
    def who(self) -> str:
        return self.organization.title if self.organization else self.name


class DepartmentDuty(models.Model):
    """What a department has to do for the plan (행정사항); without one it is for all departments."""

    plan = models.ForeignKey(LinkagePlan, models.CASCADE, related_name="duties", verbose_name=_("annual plan"))
    position = models.PositiveSmallIntegerField(_("position"))
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="plan_duties", verbose_name=_("department")
    )
    text = models.CharField(_("duty"), max_length=300)

    class Meta:
        verbose_name = _("duty of a department")
        verbose_name_plural = _("duties of departments")
        ordering = ["plan_id", "position"]

    def __str__(self) -> str:
        return self.text


class DutyReport(models.Model):
    """One department's part of a duty: asked for when the plan is approved, reported done with a note."""

    duty = models.ForeignKey(DepartmentDuty, models.CASCADE, related_name="reports", verbose_name=_("duty"))
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="duty_reports", verbose_name=_("department")
    )
    state = models.CharField(_("state"), max_length=4, choices=DutyState, default=DutyState.OPEN)
    note = models.CharField(_("how it was done"), max_length=500, blank=True)
    reported_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reported by")
    )
    reported_at = models.DateTimeField(_("reported at"), null=True, blank=True)

    class Meta:
        verbose_name = _("report of a duty")
        verbose_name_plural = _("reports of duties")
        ordering = ["duty_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["duty", "organization"],
                name="duty_report_once",
                violation_error_message=_("This department has this duty already."),
            ),
            models.CheckConstraint(
                condition=Q(state=DutyState.OPEN, reported_by=None, reported_at=None)
                | Q(state=DutyState.DONE, reported_by__isnull=False, reported_at__isnull=False) & ~Q(note=""),
                name="duty_done_has_note",
                violation_error_message=_("A duty that is done has its note, its time and whoever reported it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.organization_id} {self.state}"

    @property
    def public_state(self) -> str:
        return str(PUBLIC[DutyState][DutyState(self.state)])


class PlanAttachment(models.Model):
    """A file that goes with the plan (붙임): the results of joint work, the use of halls."""

    plan = models.ForeignKey(LinkagePlan, models.CASCADE, related_name="attachments", verbose_name=_("annual plan"))
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+", verbose_name=_("file"))
    name = models.CharField(_("what it is"), max_length=120)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("added by"))
    at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("attachment of a plan")
        verbose_name_plural = _("attachments of plans")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class PlanProgress(models.Model):
    """What was done for a sub-project, with its evidence; gathers under the approved plan.

    Nothing is overwritten: a later entry corrects an earlier one, each at most once.
    """

    sub_project = models.ForeignKey(SubProject, models.CASCADE, related_name="progress", verbose_name=_("sub-project"))
    on = models.DateField(_("day"))
    text = models.CharField(_("what was done"), max_length=500)
    evidence = models.OneToOneField(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("evidence")
    )
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    at = models.DateTimeField(_("entered at"))
    corrects = models.OneToOneField(
        "self", models.CASCADE, null=True, blank=True, related_name="corrected_by", verbose_name=_("corrects")
    )

    class Meta:
        verbose_name = _("progress of a plan")
        verbose_name_plural = _("progress of plans")
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(corrects=None) | ~Q(corrects=F("id")),
                name="progress_corrects_another",
                violation_error_message=_("An entry cannot correct itself."),
            )
        ]

    def __str__(self) -> str:
        return self.text
