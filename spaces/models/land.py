"""The land: buildings, spaces, their smallest parts, their hours."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, IntegerRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from park_portal.core import clock
from park_portal.core.bilingual import Bilingual
from spaces.querysets.land import BuildingQuerySet, SpaceQuerySet
from spaces.states import Audience, BookingMode, BuildingCategory, SpaceKind, Weekday


def open_on(day: date, opened_on: date | None, closed_on: date | None) -> bool:
    """Whether a place is open on ``day``: from ``opened_on`` until the day before ``closed_on``, where set."""
    return (opened_on is None or opened_on <= day) and (closed_on is None or day < closed_on)


class Building(models.Model):
    """A building (동) with its place on the campus plan.

    ``outline`` is a closed polygon ``[[x, y], ...]`` in local metres, y downwards, as the plan is drawn.
    """

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=60, unique=True)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)
    category = models.CharField(_("category"), max_length=20, choices=BuildingCategory)
    address = models.CharField(_("address"), max_length=120, blank=True)
    storeys = models.PositiveSmallIntegerField(_("storeys"), default=1)
    basement_storeys = models.PositiveSmallIntegerField(_("basement storeys"), default=0)
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    outline = ArrayField(
        ArrayField(models.DecimalField(max_digits=6, decimal_places=1), size=2), verbose_name=_("outline"), default=list
    )
    step_free = models.CharField(_("step-free access"), max_length=300, blank=True)
    step_free_en = models.CharField(_("step-free access in English"), max_length=300, blank=True)
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    summary_en = models.CharField(_("summary in English"), max_length=300, blank=True)

    title = Bilingual("name")
    access = Bilingual("step_free")
    about = Bilingual("summary")

    objects = BuildingQuerySet.as_manager()

    class Meta:
        verbose_name = _("building")
        verbose_name_plural = _("buildings")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(opened_on=None) | Q(closed_on__gt=F("opened_on")),
                name="building_closed_after_opened",
                violation_error_message=_("A building cannot close before it opens."),
            ),
            models.CheckConstraint(
                condition=Q(storeys__gte=1),
                name="building_has_storey",
                violation_error_message=_("A building has at least one storey."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("spaces:building-detail", args=[self.code])

    @property
    def is_open(self) -> bool:
        """Today, as ``BuildingQuerySet.open`` says it."""
        return open_on(clock.today(), self.opened_on, self.closed_on)


class Equipment(models.Model):
    """Something fixed in a space that people look for: a projector, an oven."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=40)
    name_en = models.CharField(_("name in English"), max_length=60, blank=True)

    title = Bilingual("name")

    class Meta:
        verbose_name = _("equipment")
        verbose_name_plural = _("equipment")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title


class Leaf(models.Model):
    """The smallest part that can be taken (최소단위): only leaves are claimed, so whole and parts cannot clash."""

    code = models.SlugField(_("code"), unique=True)
    building = models.ForeignKey(Building, models.PROTECT, related_name="leaves", verbose_name=_("building"))

    class Meta:
        verbose_name = _("smallest part")
        verbose_name_plural = _("smallest parts")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.code


class Space(models.Model):
    """A place (공간·실) of one or more leaves, with its rules of booking. Times are minutes."""

    building = models.ForeignKey(Building, models.PROTECT, related_name="spaces", verbose_name=_("building"))
    code = models.SlugField(_("code"), unique=True)
    floor = models.SmallIntegerField(_("floor"), default=1)  # 0 does not exist here; -1 is the first basement
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=SpaceKind)
    capacity = models.PositiveSmallIntegerField(_("capacity"))
    area_m2 = models.DecimalField(_("area (m²)"), max_digits=7, decimal_places=1)
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    summary_en = models.CharField(_("summary in English"), max_length=300, blank=True)
    rules = models.TextField(_("house rules"), blank=True)  # one rule a line
    rules_en = models.TextField(_("house rules in English"), blank=True)
    step_free = models.BooleanField(_("step-free"), default=False)
    step_free_note = models.CharField(_("step-free access"), max_length=300, blank=True)
    step_free_note_en = models.CharField(_("step-free access in English"), max_length=300, blank=True)
    equipment = models.ManyToManyField(Equipment, blank=True, related_name="spaces", verbose_name=_("equipment"))
    leaves = models.ManyToManyField(Leaf, related_name="spaces", verbose_name=_("smallest parts"))
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    bookable = models.BooleanField(_("can be booked"), default=True)
    mode = models.CharField(_("way of booking"), max_length=10, choices=BookingMode, default=BookingMode.INSTANT)
    audience = models.CharField(_("who may book"), max_length=16, choices=Audience, default=Audience.EVERYONE)
    residents_first_days = models.PositiveSmallIntegerField(_("days reserved for residents"), default=0)
    min_minutes = models.PositiveSmallIntegerField(_("shortest booking"), default=60)
    max_minutes = models.PositiveSmallIntegerField(_("longest booking"), default=480)
    step_minutes = models.PositiveSmallIntegerField(_("start step"), default=30)
    lead_min_minutes = models.PositiveIntegerField(_("latest booking before use"), default=60)
    lead_max_days = models.PositiveSmallIntegerField(_("earliest booking before use (days)"), default=90)
    buffer_before = models.PositiveSmallIntegerField(_("preparation by the centre"), default=0)
    buffer_after = models.PositiveSmallIntegerField(_("cleaning by the centre"), default=0)
    monthly_hours_person = models.PositiveSmallIntegerField(_("hours a month for a person"), default=40)
    monthly_hours_organization = models.PositiveSmallIntegerField(_("hours a month for an organisation"), default=80)
    consecutive_days = models.PositiveSmallIntegerField(_("days in a row (0: no limit)"), default=0)

    title = Bilingual("name")
    about = Bilingual("summary")
    house_rules = Bilingual("rules")
    access = Bilingual("step_free_note")

    objects = SpaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("space")
        verbose_name_plural = _("spaces")
        ordering = ["building_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["building", "name"],
                name="space_name_in_building",
                violation_error_message=_("There is a space of this name in the building already."),
            ),
            models.CheckConstraint(
                condition=Q(capacity__gte=1),
                name="space_has_capacity",
                violation_error_message=_("A space holds at least one person."),
            ),
            models.CheckConstraint(
                condition=Q(step_minutes__gte=5, min_minutes__gte=5, max_minutes__gte=F("min_minutes")),
                name="space_minutes_in_order",
                violation_error_message=_("The longest booking must not be shorter than the shortest."),
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(opened_on=None) | Q(closed_on__gt=F("opened_on")),
                name="space_closed_after_opened",
                violation_error_message=_("A space cannot close before it opens."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("spaces:space-detail", args=[self.code])

    @property
    def is_open(self) -> bool:
        """Today, itself and its building, as ``SpaceQuerySet.open`` says it."""
        return open_on(clock.today(), self.opened_on, self.closed_on) and self.building.is_open

    @property
    def is_overnight(self) -> bool:
        """Lodging is booked from an afternoon to a morning."""
        return self.kind == SpaceKind.LODGING

    @property
    def takes_any_leaf(self) -> bool:
        """A desk zone gives any one free desk; every other space takes all its leaves."""
        return self.kind == SpaceKind.DESK_ZONE


HOURS_CHECK = Q(opens__gte=0, closes__gt=F("opens"), closes__lte=2880)


class WeeklyHours(models.Model):
    """One stretch of opening on a weekday: of a space, else of its building, else (both empty) of the park.

    Minutes from the day's start, 0-2880, so that 24:00 and 01:00 of the next day can be said.
    """

    space = models.ForeignKey(
        Space, models.CASCADE, null=True, blank=True, related_name="weekly_hours", verbose_name=_("space")
    )
    building = models.ForeignKey(
        Building, models.CASCADE, null=True, blank=True, related_name="weekly_hours", verbose_name=_("building")
    )
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday)
    opens = models.PositiveSmallIntegerField(_("opens (minutes)"))
    closes = models.PositiveSmallIntegerField(_("closes (minutes)"))

    class Meta:
        verbose_name = _("weekly hours")
        verbose_name_plural = _("weekly hours")
        constraints = [
            models.CheckConstraint(
                condition=HOURS_CHECK,
                name="weekly_hours_in_order",
                violation_error_message=_("Closing must come after opening, by 24:00 of the next day."),
            ),
            models.CheckConstraint(
                condition=Q(space=None) | Q(building=None),
                name="weekly_hours_one_scope",
                violation_error_message=_("Hours belong to a space or to a building, not to both."),
            ),
            ExclusionConstraint(
                name="weekly_hours_no_overlap",
                expressions=[
                    (
                        Func("space", 0, function="COALESCE", output_field=models.BigIntegerField()),
                        RangeOperators.EQUAL,
                    ),
                    (
                        Func("building", 0, function="COALESCE", output_field=models.BigIntegerField()),
                        RangeOperators.EQUAL,
                    ),
                    ("weekday", RangeOperators.EQUAL),
                    (
                        Func("opens", "closes", function="int4range", output_field=IntegerRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("These hours overlap others of the same day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens}-{self.closes}"


class DatedHours(models.Model):
    """Opening on one date instead of the weekly hours; without minutes the day is closed (public holiday, cleaning)."""

    space = models.ForeignKey(
        Space, models.CASCADE, null=True, blank=True, related_name="dated_hours", verbose_name=_("space")
    )
    building = models.ForeignKey(
        Building, models.CASCADE, null=True, blank=True, related_name="dated_hours", verbose_name=_("building")
    )
    day = models.DateField(_("day"))
    opens = models.PositiveSmallIntegerField(_("opens (minutes)"), null=True, blank=True)
    closes = models.PositiveSmallIntegerField(_("closes (minutes)"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=80)
    reason_en = models.CharField(_("reason in English"), max_length=80, blank=True)
    is_holiday = models.BooleanField(_("public holiday"), default=False)  # filled from the calendar, editable

    why = Bilingual("reason")

    class Meta:
        verbose_name = _("dated hours")
        verbose_name_plural = _("dated hours")
        indexes = [models.Index(fields=["day"], name="dated_hours_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens=None, closes=None) | (HOURS_CHECK & Q(opens__isnull=False, closes__isnull=False)),
                name="dated_hours_in_order",
                violation_error_message=_("Closing must come after opening, by 24:00 of the next day."),
            ),
            models.CheckConstraint(
                condition=Q(space=None) | Q(building=None),
                name="dated_hours_one_scope",
                violation_error_message=_("Hours belong to a space or to a building, not to both."),
            ),
            models.UniqueConstraint(
                "space",
                "building",
                "day",
                "opens",
                name="dated_hours_once",
                nulls_distinct=False,
                violation_error_message=_("This day has an entry already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.reason}"
