"""How the portal says money, times and telephone numbers, in Korean and in English.

Formats are data of a language, like Django's own `formats.py`, so they stand here and not in the catalogue.
Moments are aware datetimes and are always spoken in Asia/Seoul; ranges are half-open, so an end at midnight is 24:00.
"""

from datetime import date, datetime, timedelta
from typing import NamedTuple

import phonenumbers
from django.utils.dateparse import parse_date
from django.utils.translation import get_language, gettext, ngettext

from park_portal.core.clock import SEOUL


class Voice(NamedTuple):
    """How one language says days and money, as format strings."""

    day: str  # a day of this year; {weekday} is filled from weekdays
    full_day: str  # a day of another year
    short_day: str  # the second day of a range inside one month
    weekdays: tuple[str, ...]  # from Monday; Django's Korean "short" weekday is the long one
    joint: str  # between day and clock
    money: str
    paper_day: str  # a day in an official paper


VOICES = {
    "ko": Voice(
        day="{0.month}월 {0.day}일({weekday})",
        full_day="{0.year}년 {0.month}월 {0.day}일({weekday})",
        short_day="{0.day}일({weekday})",
        weekdays=tuple("월화수목금토일"),
        joint=" ",
        money="{sign}{amount:,}원",
        paper_day="{0.year}. {0.month}. {0.day}.({weekday})",
    ),
    "en": Voice(
        day="{weekday} {0.day} {0:%b}",
        full_day="{weekday} {0.day} {0:%b} {0.year}",
        short_day="{weekday} {0.day} {0:%b}",
        weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
        joint=", ",
        money="{sign}₩{amount:,}",
        paper_day="{weekday} {0.day} {0:%b} {0.year}",
    ),
}


def voice() -> Voice:
    """Return the patterns of the language now active; Korean when we have none for it."""
    return VOICES.get((get_language() or "ko").split("-")[0], VOICES["ko"])


def won(amount: int | None) -> str:
    """Return whole won as spoken: 1250000 -> '1,250,000원' or '₩1,250,000'; None -> an en dash."""
    if amount is None:
        return "–"
    return voice().money.format(sign="−" if amount < 0 else "", amount=abs(int(amount)))


def phone(number: str | None) -> str:
    """Return an E.164 number as it is dialled here: '+821012345678' -> '010-1234-5678'; abroad stays international."""
    try:
        parsed = phonenumbers.parse(str(number or ""), "KR")
    except phonenumbers.NumberParseException:
        return str(number or "")
    national = parsed.country_code == 82
    style = phonenumbers.PhoneNumberFormat.NATIONAL if national else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)


def local(moment: date | datetime | str) -> date | datetime:
    """Return a moment in Seoul; a plain date (or its ISO text) stays a date."""
    if isinstance(moment, str):
        parsed = parse_date(moment)
        if parsed is None:
            raise ValueError(f"not an ISO date: {moment!r}")
        return parsed
    return moment.astimezone(SEOUL) if isinstance(moment, datetime) else moment


def calendar_day(moment: date | datetime) -> date:
    """Return the calendar day of a local moment."""
    return moment.date() if isinstance(moment, datetime) else moment


def fill(pattern: str, moment: date | datetime) -> str:
    """Return a day spoken by a pattern of the language."""
    return pattern.format(moment, weekday=voice().weekdays[moment.weekday()])


def say_day(moment: date | datetime, today: date) -> str:
    """Return the day as spoken; the year is named only when it is not this year's."""
    return fill(voice().day if moment.year == today.year else voice().full_day, moment)


def say_moment(moment: date | datetime, today: date) -> str:
    """Return day and clock as spoken: '12월 5일(금) 14:00' or 'Fri 5 Dec, 14:00'; a date has no clock."""
    day = say_day(moment, today)
    return f"{day}{voice().joint}{moment:%H:%M}" if isinstance(moment, datetime) else day


def say_end(start: date | datetime, end: date | datetime, today: date) -> tuple[str, str]:
    """Return how the end of a range joins its start, and how it is spoken after it."""
    if isinstance(start, datetime) and isinstance(end, datetime):
        if start.date() == end.date():
            return "–", f"{end:%H:%M}"
        if end.date() - start.date() == timedelta(days=1) and f"{end:%H:%M}" == "00:00":
            return "–", "24:00"
        return " – ", say_moment(end, today)
    if (start.year, start.month) == (end.year, end.month):
        return "–", fill(voice().short_day, end)
    return " – ", say_day(end, today)


def say_left(seconds: float) -> str:
    """Return the time to a deadline, rounded down so that nobody is promised more: '3 days left', '2 days past'."""
    days, hours, minutes = (
        int(abs(seconds) // 86400),
        int(abs(seconds) // 3600),
        int(abs(seconds) // 60),
    )
    if seconds < 0:
        if days:
            return ngettext("%(count)d day past", "%(count)d days past", days) % {"count": days}
        return gettext("past")
    if days:
        return ngettext("%(count)d day left", "%(count)d days left", days) % {"count": days}
    if hours:
        return ngettext("%(count)d hour left", "%(count)d hours left", hours) % {"count": hours}
    return ngettext("%(count)d minute left", "%(count)d minutes left", minutes) % {"count": minutes}


def say_ago(seconds: float) -> str:
    """Return how long ago something was: 'just now', '5 minutes ago', '3 days ago'."""
    days, hours, minutes = (
        int(seconds // 86400),
        int(seconds // 3600),
        int(seconds // 60),
    )
    if days > 0:
        return ngettext("%(count)d day ago", "%(count)d days ago", days) % {"count": days}
    if hours > 0:
        return ngettext("%(count)d hour ago", "%(count)d hours ago", hours) % {"count": hours}
    if minutes > 0:
        return ngettext("%(count)d minute ago", "%(count)d minutes ago", minutes) % {"count": minutes}
    return gettext("just now")


# --------------------------------------------------------------------------------- official papers

DIGITS = "영일이삼사오육칠팔구"
SMALL_UNITS = ("천", "백", "십", "")
LARGE_UNITS = ("", "만", "억", "조", "경")


def say_paper_moment(moment: date | datetime) -> str:
    """Return a day as papers write it, '2026. 10. 5.(월)' or 'Mon 5 Oct 2026'; a datetime keeps its clock in Seoul."""
    moment = local(moment)
    day = fill(voice().paper_day, moment)
    return f"{day}{voice().joint}{moment:%H:%M}" if isinstance(moment, datetime) else day


def hangul_number(number: int) -> str:
    """Return a number from 0 below 10^20 in Hangul, every digit said: 113560 -> '일십일만삼천오백육십'."""
    if not 0 <= number < 10**20:
        raise ValueError("only numbers from 0 below 10^20 can be said in Hangul")
    words = ""
    for power in range(len(LARGE_UNITS) - 1, -1, -1):
        group = f"{number // 10 ** (4 * power) % 10_000:04d}"
        said = "".join(DIGITS[int(d)] + unit for d, unit in zip(group, SMALL_UNITS, strict=True) if d != "0")
        words += said + LARGE_UNITS[power] if said else ""
    return words or DIGITS[0]


def formal_won(amount: int) -> str:
    """Return money as contracts write it: 113560 -> '금113,560원(금일십일만삼천오백육십원)' or '₩113,560'."""
    if voice() is not VOICES["ko"]:
        return won(amount)
    return f"금{won(amount)}(금{hangul_number(amount)}원)"


def item_mark(level: int, number: int) -> str:
    """Return the mark of an item: level 1 to 4 are 1. 가. 1) 가), in English 1. a. 1) a); deeper in round brackets.

    ``number`` counts from 1. After 하 come 거, 너, 더, as the handbook of official papers says.
    """
    letters = hangul_letter(number) if voice() is VOICES["ko"] else latin_letter(number)
    sign = str(number) if level % 2 else letters
    return f"{sign}." if level <= 2 else f"{sign})" if level <= 4 else f"({sign})"


def hangul_letter(number: int) -> str:
    """Return the nth of 가 나 … 하 거 너 … 허 고 …, composed by the arithmetic of Unicode."""
    initials, vowels = (0, 2, 3, 5, 6, 7, 9, 11, 12, 14, 15, 16, 17, 18), (0, 4, 8, 13, 18, 20)
    row, place = divmod(number - 1, len(initials))
    return chr(0xAC00 + (initials[place] * 21 + vowels[row % len(vowels)]) * 28)


def latin_letter(number: int) -> str:
    """Return the nth of a … z aa ab …"""
    letters = ""
    while number:
        number, place = divmod(number - 1, 26)
        letters = chr(ord("a") + place) + letters
    return letters
