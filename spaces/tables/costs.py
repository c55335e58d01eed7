"""Prices in words."""

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from park_portal.core import clock
from park_portal.core.spoken import won
from park_portal.payments.reckoning import Line
from spaces import rules
from spaces.models import Booking, Space, Surcharge
from spaces.querysets.prices import dated
from spaces.states import UserClass, Weekday


def line_label(line: Line) -> str:
    """What a line of a price is for, in the reader's language."""
    return line.label if get_language() == "ko" else line.label_en or line.label


def line_count(line: Line) -> str:
    return f"{won(line.unit_krw)} × {line.quantity}" if line.kind == "equipment" else ""


def lines_of(booking: Booking) -> list[tuple[str, str, int]]:
    """The price of a booking in words, as it was on its day."""
    lines = [Line(**line) for line in booking.price_lines]
    return [(line_label(line), line_count(line), line.amount_krw) for line in lines]


def surcharges_of(space: Space) -> list[str]:
    """What is added at certain times, each as a short sentence."""
    return [
        say_surcharge(row) for row in Surcharge.objects.filter(Q(space=None) | Q(space=space), dated(clock.today()))
    ]


def say_surcharge(row: Surcharge) -> str:
    """ "Evening +20 % (18:00-24:00)" """
    more = f"+{row.percent}%" if row.percent is not None else _("+%(price)s an hour") % {"price": won(row.hourly_krw)}
    when = []
    if (row.first_minute, row.last_minute) != (0, 1440):
        when.append(f"{say_clock(row.first_minute)}–{say_clock(row.last_minute)}")
    if row.weekdays:
        when.append(", ".join(str(Weekday(number).label) for number in row.weekdays))
    if row.on_holidays:
        when.append(_("public holidays"))
    if row.months:
        when.append(", ".join(_("month %(n)s") % {"n": number} for number in row.months))
    return f"{row.title} {more}" + (f" ({'; '.join(when)})" if when else "")


def say_clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def say_refunds() -> str:
    """The refund table in force as one sentence."""
    return rules.say_refunds(rules.price_book([], UserClass.RESIDENT).refunds)


def prices_of(space: Space) -> list[tuple[str, str, int]]:
    """Today's price of an hour for each class of users: (code, label, won), as the classes are ordered."""
    today = clock.today()
    rows = space.tariffs.filter(Q(until=None) | Q(until__gt=today), since__lte=today)
    found = dict(rows.values_list("user_class", "hourly_krw"))
    return [(kind.value, str(kind.label), found[kind.value]) for kind in UserClass if kind.value in found]
