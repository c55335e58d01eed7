"""Reading words of agreements and allocations."""

from collections import Counter
from datetime import date, timedelta
from typing import Any, NamedTuple, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, OuterRef, Q
from django.db.models.functions import Coalesce

from tenants.reckoning.occupancy import row_of, table
from tenants.states import CONCLUDED, IN_FORCE, AgreementState


class Occupant(NamedTuple):
    """An organisation that lives in the park, with the code of its building and the people of its agreements."""

    organization: int
    kind: str
    building: str | None
    headcount: int
    field: str


def organizations_of(user: Any) -> list[int]:
    """Ids of the organisations that the person acts for today."""
    return [membership.organization_id for membership in user.current_memberships]


class AgreementQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those of one's organisations, as the one that signs or the one that sits there; all for centre staff.

        Drafts are the centre's own until they are offered.
        """
        if not user.is_authenticated:
            return self.none()
        if user.is_centre_staff:
            return self
        mine = organizations_of(user)
        own = Q(party__in=mine) | Q(occupant__in=mine)
        return self.filter(own).exclude(state__in=[AgreementState.DRAFT, AgreementState.DECLINED])

    def readable_ids(self, user: Any, ids: set[str]) -> set[str]:
        """Whose papers the person may read, for documents.readers."""
        return {str(pk) for pk in self.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True)}

    def in_force(self, on: date) -> Self:
        """Concluded and running on the day: from ``since`` until the day before it ended or will end."""
        return self.concluded().filter(since__lte=on).annotate(last=Coalesce("ended_on", "until")).filter(last__gt=on)

    def concluded(self) -> Self:
        return self.filter(state__in=CONCLUDED)

    def holding(self) -> Self:
        """Signed and not over: they hold their places on the ledger."""
        return self.filter(state__in=IN_FORCE)

    def during(self, since: date, until: date) -> Self:
        """Concluded and running on some day of ``[since, until)``."""
        rows = self.concluded().filter(since__lt=until).annotate(last=Coalesce("ended_on", "until"))
        return rows.filter(last__gt=since).filter(last__gt=F("since"))

    def ending_within(self, start: date, end: date) -> Self:
        """Agreements in force that end, by their term or before it, in ``[start, end)``."""
        return self.holding().annotate(last=Coalesce("ended_on", "until")).filter(last__gte=start, last__lt=end)

    def not_followed(self) -> Self:
        """Those that no other agreement follows yet."""
        return self.exclude(renewal__state__in=[AgreementState.OFFERED, *CONCLUDED])

    def with_list_columns(self) -> Self:
        return self.select_related("party", "occupant", "building").prefetch_related("allocations__space__building")

    def with_building_code(self) -> Self:
        """``building_codes``: where it sits, by its allocations, else by the building named on it."""
        allocation = self.model._meta.get_field("allocations").related_model
        rows = allocation.objects.filter(agreement=OuterRef("pk")).order_by("pk")
        return self.annotate(
            building_codes=ArraySubquery(rows.values("space__building__code")),
            building_code=Coalesce(models.Subquery(rows.values("space__building__code")[:1]), "building__code"),
        )

    def occupants(self, on: date) -> list[Occupant]:
        """Every organisation that lives in the park on the day, once: where and as what it counts.

        One with several agreements counts by the first of them, and with the people of all.
        """
        found: dict[int, Occupant] = {}
        running = self.in_force(on).with_building_code().order_by("since", "pk")
        for row in running.values_list("occupant", "kind", "building_code", "headcount", "occupant__field"):
            occupant = Occupant(*row)
            if first := found.get(occupant.organization):
                occupant = first._replace(headcount=first.headcount + occupant.headcount)
            found[occupant.organization] = occupant
        return list(found.values())

    def occupancy(self, on: date) -> dict[str, int]:
        """The plan's table on the day (occupancy.ROWS), in organisations, and ``headcount``."""
        occupants = self.occupants(on)
        counted = Counter(row_of(row.kind, row.building) for row in occupants)
        return table(counted) | {"headcount": sum(row.headcount for row in occupants)}


class AllocationQuerySet(models.QuerySet):
    def on(self, day: date) -> Self:
        """Those that hold the ledger on a day."""
        return self.filter(claim__isnull=False, since__lte=day, until__gt=day)

    def during(self, since: date, until: date) -> Self:
        return self.filter(claim__isnull=False, since__lt=until, until__gt=since)

    def freeing_within(self, day: date, days: int) -> Self:
        """Held on ``day``, and free again within so many days."""
        return self.on(day).filter(until__lte=day + timedelta(days=days))

    def with_list_columns(self) -> Self:
        return self.select_related("agreement__occupant", "space__building", "leaf")
