"""Component tags and filters of the portal. A built-in of every template (settings.TEMPLATES).

Tags draw; they decide nothing. Labels arrive translated, states as codes, money as whole won, moments aware.
Whatever depends on data is an SVG attribute or a class, never a style: the Content-Security-Policy forbids it.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from park_portal.core import clock, drawn, spoken

from .icons import ICONS
from .plans import drawing

register = template.Library()

# --------------------------------------------------------------------------------- words


@register.filter
def won(amount: int | None) -> str:
    """Say whole won: {{ booking.total_krw|won }}."""
    return spoken.won(amount)


@register.filter
def phone(number: str | None) -> str:
    """Say an E.164 telephone number as it is dialled here."""
    return spoken.phone(number)


@register.filter
def minute(moment: time | datetime) -> int:
    """Give the minutes since midnight of a clock time, for strips and grids."""
    return drawn.minute(moment)


@register.simple_tag
def when(start: Any, end: date | datetime | None = None) -> SafeString:
    """Say a moment, a day or a range: {% when start end %}; a database range goes alone: {% when slot.during %}."""
    if hasattr(start, "lower") and not isinstance(start, str):  # a psycopg2 range
        start, end = start.lower, start.upper
    today = clock.today()
    first = spoken.local(start)
    said = time_element(first, spoken.say_moment(first, today))
    if end is None or end == start:
        return said
    last = spoken.local(end)
    joint, words = spoken.say_end(first, last, today)
    return format_html('<span class="pp-when">{}{}{}</span>', said, joint, time_element(last, words))


@register.filter
def ago(moment: datetime) -> SafeString:
    """Say how long ago, with the exact time on hover and for machines."""
    return exact(moment, spoken.say_ago((clock.now() - moment).total_seconds()))


@register.filter
def left(deadline: datetime) -> SafeString:
    """Say how long until a deadline, with the exact time on hover and for machines."""
    return exact(deadline, spoken.say_left((deadline - clock.now()).total_seconds()))


def time_element(moment: date | datetime, words: str) -> SafeString:
    """Return <time> for a local moment or day."""
    machine = moment.isoformat(timespec="minutes") if isinstance(moment, datetime) else moment.isoformat()
    return format_html('<time datetime="{}">{}</time>', machine, words)


def exact(moment: datetime, words: str) -> SafeString:
    """Return <time> that says words and keeps the exact moment in its title."""
    first = moment.astimezone(clock.SEOUL)
    title = spoken.say_moment(first, clock.today())
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        first.isoformat(timespec="minutes"),
        title,
        words,
    )


# --------------------------------------------------------------------------------- small pieces


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """Draw one line icon; size is "", "s" or "l". Decorative unless it has a label."""
    css = f"pp-ico pp-ico--{size}" if size else "pp-ico"
    voice = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    shapes = mark_safe(ICONS[name])  # noqa: S308 - our own constant
    return format_html('<svg class="{}" viewBox="0 0 24 24" {}>{}</svg>', css, voice, shapes)


@register.simple_tag
def badge(code: str, label: str, tone: str = "", mark: str = "", size: str = "") -> SafeString:
    """Say a state with colour, word and mark; the code decides the look, tone and mark may be given instead."""
    known = drawn.STATES.get(code, drawn.State("gray", "full"))
    css = ["krds-badge", f"bg-light-{tone or known.tone}", "pp-st"]
    css += {"open": ["pp-st--open"], "end": ["pp-st--end"]}.get(mark or known.mark, [])
    css += [f"pp-st--{size}"] if size else []
    return format_html('<span class="{}" data-state="{}">{}</span>', " ".join(css), code, label)


@register.simple_block_tag
def alert(content: str, tone: str = "", role: str = "", sign: str = "") -> SafeString:
    """Wrap a notice: {% alert "ok" role="status" %}…{% endalert %}; tone is "", "ok", "warn" or "bad"."""
    picture = icon(sign or {"ok": "ok", "warn": "alert", "bad": "no"}.get(tone, "info"))
    css = f"pp-alert pp-alert--{tone}" if tone else "pp-alert"
    spoken_as = format_html(' role="{}"', role) if role else ""
    return format_html('<div class="{}"{}>{}<div>{}</div></div>', css, spoken_as, picture, content)


@register.simple_block_tag
def nothing(content: str, title: str, sign: str = "search", level: int = 2) -> SafeString:
    """Draw an empty state that says what to do next; the block holds the sentence and the deed."""
    return format_html(
        '<div class="pp-empty">{}<h{level} class="pp-h4">{}</h{level}>{}</div>',
        icon(sign, "l"),
        title,
        content,
        level=int(level),
    )


@register.inclusion_tag("components/steps.html")
def steps(names: Sequence[Any], current: int, *, upright: bool = True, label: str = "") -> dict[str, Any]:
    """List the steps of a process; current counts from 1, and one past the last means all are done.

    A name is a word or a (word, note) pair. Upright steps stand on each other on phones.
    """
    rows = []
    for number, name in enumerate(names, start=1):
        word, note = name if isinstance(name, tuple) else (name, "")
        state = "done" if number < current else "now" if number == current else ""
        rows.append({"word": word, "note": note, "state": state})
    return {"rows": rows, "upright": upright, "label": label or gettext("Progress")}


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: template.Context, page: Page, parameter: str = "page") -> dict[str, Any]:
    """Draw links to the pages of a list; the rest of the query string stays. One page draws nothing."""
    query = context["request"].GET.copy()

    def link(number: int, rel: str = "", spoken_as: str = "") -> dict[str, Any]:
        query[parameter] = str(number)
        words = spoken_as or gettext("Page %(number)d") % {"number": number}
        current = not rel and number == page.number
        return {"url": f"?{query.urlencode()}", "number": number, "rel": rel, "spoken": words, "current": current}

    links = [link(page.previous_page_number(), "prev", gettext("Previous page"))] if page.has_previous() else []
    for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1):
        links.append(link(number) if isinstance(number, int) else {"gap": True})
    if page.has_next():
        links.append(link(page.next_page_number(), "next", gettext("Next page")))
    return {"page": page, "links": links}


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """List a form's errors above it with links to the fields; for pages that lay their fields out by hand."""
    return {
        "form": form,
        "fields": [field for field in form.visible_fields() if field.errors],
    }


@register.filter
def nav_current(menu: Iterable[dict[str, Any]]) -> str:
    """Give the label of the menu item that is open, or ""."""
    return next((str(item["label"]) for item in menu or () if item.get("current")), "")


# --------------------------------------------------------------------------------- drawings


@register.inclusion_tag("components/strip.html")
def strip(
    hours: Sequence[Any],
    taken: Sequence[Any] = (),
    *,
    mine: Any = None,
    refused: bool = False,
    name: str = "",
    scale: bool = False,
) -> dict[str, Any]:
    """Draw one day of one space as a bar.

    hours (open), taken and mine are (start, end) pairs, or lists of them, of minutes, clock times or aware datetimes.
    refused draws mine as not possible. scale adds the hours below.
    """
    bar = drawn.Bar.between(drawn.pairs(hours), drawn.pairs(taken), drawn.pairs(mine))
    return {
        "bar": bar,
        "refused": refused,
        "scale": scale,
        "spoken": drawn.say_bar(bar, name, refused=refused),
    }


@register.simple_tag
def rects(pieces: Iterable[Any]) -> SafeString:
    """Draw pieces over the height of a lane, the lowest first; a piece has a css class, and x and width in percent.

    A week has thousands of them, so they are not escaped one by one: nothing in them was typed by anybody.
    """
    shapes = (f'<rect class="{one.css}" x="{one.x}" width="{one.width}" height="100%"/>' for one in pieces)
    return mark_safe("".join(shapes))  # noqa: S308 - our own figures and codes


@register.simple_tag
def plan(kind: str, category: str = "") -> SafeString:
    """Draw how a space of this kind is furnished, tinted by the category of its building."""
    shapes = mark_safe(drawing(kind))  # noqa: S308 - our own constants
    css = f"pp-plan pp-plan--{drawn.TINTS.get(category, 'b')}"
    return format_html('<svg class="{}" viewBox="0 0 160 120" aria-hidden="true">{}</svg>', css, shapes)


@register.filter
def tint(category: str) -> str:
    """Give the tint letter (b, g, n or w) of a building category, for `pp-dot--…`."""
    return drawn.TINTS.get(category, "b")


@register.inclusion_tag("components/campus.html")
def campus(buildings: Iterable[Any], current: str = "", label: str = "") -> dict[str, Any]:
    """Draw the plan of the park; every building is a link, numbered in the given order.

    A building has code, title (or name), category, get_category_display, outline [[x, y], …] and get_absolute_url.
    current is the code of the building the page is about.
    """
    shapes = [drawn.Footprint.of(building, number) for number, building in enumerate(buildings, start=1)]
    shapes = [shape for shape in shapes if shape.points]
    return {
        "shapes": shapes,
        "frame": drawn.frame(shapes),
        "trees": drawn.trees(shapes),
        "current": current,
        "label": label or gettext("Plan of the park"),
    }
