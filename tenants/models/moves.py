"""What is to be done when somebody moves in or out, and who has which key."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from park_portal.accounts.models import Organization
from park_portal.core import clock
from park_portal.core.bilingual import Bilingual
from spaces.models import Space
from tenants.querysets.care import MoveTaskQuerySet
from tenants.states import KeyKind, KeyState, MoveKind, TaskState

from .agreements import Agreement


class TaskTemplate(models.Model):
    """One line of the check-list that moving in, moving out or an extension opens."""

    kind = models.CharField(_("check-list"), max_length=10, choices=MoveKind)
    position = models.PositiveSmallIntegerField(_("position"))
    name = models.CharField(_("task"), max_length=120)
    name_en = models.CharField(_("task in English"), max_length=150, blank=True)
    days = models.SmallIntegerField(_("due so many days after the day of the move"), default=0)  # negative: before
    by_centre = models.BooleanField(_("done by the centre"), default=True)

    title = Bilingual("name")

    class Meta:
        verbose_name = _("line of a check-list")
        verbose_name_plural = _("lines of check-lists")
        ordering = ["kind", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "position"],
                name="task_template_position_once",
                violation_error_message=_("Two lines have the same position."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class MoveTask(models.Model):
    """One thing to do for an agreement's move; its words are those of the template on that day."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="tasks", verbose_name=_("agreement"))
    kind = models.CharField(_("check-list"), max_length=10, choices=MoveKind)
    position = models.PositiveSmallIntegerField(_("position"))
    name = models.CharField(_("task"), max_length=120)
    name_en = models.CharField(_("task in English"), max_length=150, blank=True)
    due_on = models.DateField(_("due on"))
    by_centre = models.BooleanField(_("done by the centre"), default=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="move_tasks",
        verbose_name=_("looked after by"),
    )  # fmt: skip
    state = models.CharField(_("state"), max_length=10, choices=TaskState, default=TaskState.OPEN)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("done by")
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    title = Bilingual("name")

    objects = MoveTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task of a move")
        verbose_name_plural = _("tasks of moves")
        ordering = ["agreement_id", "kind", "position"]
        indexes = [models.Index(fields=["due_on"], name="move_task_open", condition=Q(state=TaskState.OPEN))]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "kind", "position"],
                name="move_task_once",
                violation_error_message=_("This task is on the list already."),
            ),
            models.CheckConstraint(
                condition=Q(state=TaskState.OPEN, done_at=None, done_by=None)
                | ~Q(state=TaskState.OPEN) & Q(done_at__isnull=False, done_by__isnull=False),
                name="move_task_done_by_somebody",
                violation_error_message=_("What is done needs its time and whoever did it."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_late(self) -> bool:
        return self.state == TaskState.OPEN and self.due_on < clock.today()


class UnitKey(models.Model):
    """A key, card or code of a room, in the register of keys."""

    space = models.ForeignKey(Space, models.PROTECT, related_name="keys", verbose_name=_("room"))
    kind = models.CharField(_("kind"), max_length=4, choices=KeyKind)
    label = models.CharField(_("mark"), max_length=40, unique=True)
    state = models.CharField(_("state"), max_length=4, choices=KeyState, default=KeyState.IN)

    class Meta:
        verbose_name = _("key")
        verbose_name_plural = _("keys")
        ordering = ["space_id", "label"]

    def __str__(self) -> str:
        return self.label


class KeyLoan(models.Model):
    """Who had a key from when to when; at most one has it."""

    key = models.ForeignKey(UnitKey, models.PROTECT, related_name="loans", verbose_name=_("key"))
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="key_loans", verbose_name=_("organisation")
    )
    holder = models.CharField(_("handed to"), max_length=60)
    out_on = models.DateField(_("handed out on"))
    back_on = models.DateField(_("given back or lost on"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by"))

    class Meta:
        verbose_name = _("key handed out")
        verbose_name_plural = _("keys handed out")
        ordering = ["-out_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(back_on=None),
                name="key_out_once",
                violation_error_message=_("Somebody has this key."),
            ),
            models.CheckConstraint(
                condition=Q(back_on=None) | Q(back_on__gte=F("out_on")),
                name="key_back_after_out",
                violation_error_message=_("A key cannot come back before it was handed out."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key_id} {self.holder}"
