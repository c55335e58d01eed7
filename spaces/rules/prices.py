"""What a use costs for whom: the prices in force, read in one statement, and the price of a wish."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.utils.translation import gettext, gettext_noop, override
from django.utils.translation import gettext as _

from park_portal.accounts.models import Organization
from park_portal.core import clock
from spaces.models import Entitlement, Space
from spaces.querysets.prices import dated, price_facts
from spaces.reckoning import Band, Item, Price, Rate, day_of, month_of, price_of_use
from spaces.states import DEFAULT_REFUNDS, UserClass

from .refusals import RuleRefused

FEE = gettext_noop("Use of the space")
VAT = gettext_noop("VAT (10 %)")
KEPT = gettext_noop("Kept for the time given back")


@cache
def both(msgid: str) -> tuple[str, str]:
    """A word of ours in Korean and in English, for lines that are kept."""
    with override("ko"):
        korean = gettext(msgid)
    with override("en"):
        return korean, gettext(msgid)


def user_class_of(person: Any, organization: Organization | None) -> UserClass:
    """The price class: by the organisation's entitlement or nature, else by the neighbourhood the person declared.

    A declared neighbourhood is believed when booking and proven at use (domain/spaces.md, Settled questions).
    """
    if organization is not None:
        entitled = Entitlement.objects.filter(dated(clock.today()), organization=organization)
        if granted := entitled.values_list("user_class", flat=True).first():
            return UserClass(granted)
        return UserClass.PUBLIC if organization.is_district else UserClass.OUTSIDER
    return UserClass.RESIDENT if getattr(person, "neighbourhood", "") else UserClass.OUTSIDER


@dataclass(frozen=True)
class PriceBook:
    """The prices of some spaces for one holder: what each costs an hour, and all that is added or taken off."""

    hourly: dict[int, tuple[int, str]]
    bands: tuple[tuple[int | None, Band], ...]
    reduction: tuple[str, str, int] | None
    entitlement: int | None
    free_minutes: int
    refunds: tuple[tuple[int, int], ...]

    def rate(self, space: Space, items: Iterable[Item] = ()) -> Rate | None:
        """None where the space has no price for the class."""
        if space.pk not in self.hourly:
            return None
        hourly_krw, vat_mode = self.hourly[space.pk]
        bands = tuple(band for pk, band in self.bands if pk in (None, space.pk))
        return Rate(hourly_krw, vat_mode, bands, self.free_minutes, self.reduction, tuple(items))

    def price(self, space: Space, start: datetime, end: datetime, items: Iterable[Item] = ()) -> Price | None:
        rate = self.rate(space, items)
        return None if rate is None else price_of_use(rate, start, end, both(FEE), both(VAT))


def price_book(
    spaces: Iterable[Space],
    user_class: UserClass,
    person: Any = None,
    organization: Organization | None = None,
    *,
    at: datetime | None = None,
    on: date | None = None,
) -> PriceBook:
    """What holds on the day ``on`` (today) for uses in the month of ``at`` (this month); one statement."""
    facts = price_facts(
        spaces=[space.pk for space in spaces],
        user_class=user_class,
        person=getattr(person, "pk", None),
        organization=organization and organization.pk,
        day=on or clock.today(),
        month=day_of(month_of(at or clock.now())[0]),
    )
    tariffs, bands, reduction, entitlement, refunds = facts
    return PriceBook(
        hourly={pk: (hourly_krw, vat_mode) for pk, hourly_krw, vat_mode in tariffs or ()},
        bands=tuple((row.pop("space"), band(row)) for row in bands or ()),
        reduction=(*both_names(reduction), reduction["percent"]) if reduction else None,
        entitlement=entitlement and entitlement[0],
        free_minutes=max(entitlement[1], 0) if entitlement else 0,
        refunds=tuple((days, percent) for days, percent in refunds or DEFAULT_REFUNDS),
    )


def both_names(row: dict[str, Any]) -> tuple[str, str]:
    return row["name"], row["name_en"] or row["name"]


def band(row: dict[str, Any]) -> Band:
    label, label_en = both_names(row)
    return Band(
        label,
        label_en,
        percent=row["percent"],
        hourly_krw=row["hourly_krw"],
        weekdays=frozenset(row["weekdays"]),
        on_holidays=row["on_holidays"],
        first_minute=row["first_minute"],
        last_minute=row["last_minute"],
        months=frozenset(row["months"]),
    )


def say_refunds(table: Iterable[tuple[int, int]]) -> str:
    """The refund table as a sentence: of what was paid, so much comes back until so many days before."""
    steps = [
        (_("until %(n)s days before %(percent)s %%") if days > 1 else _("until the day before %(percent)s %%"))
        % {"n": days, "percent": percent}
        for days, percent in table
        if percent and days
    ]
    return _("Of what you have paid you get back: %(steps)s.") % {"steps": ", ".join(steps)} if steps else ""


def no_price() -> RuleRefused:
    return RuleRefused(_("This space has no price for you. Please ask the centre."), reason="no_price")
