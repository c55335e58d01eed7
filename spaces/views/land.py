"""The land, for everybody."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from park_portal.core import clock
from park_portal.core.errors import blocked_by
from spaces import rules
from spaces.filters import BuildingFilter, spaces_fitting
from spaces.forms.search import SearchForm
from spaces.models import Booking, Building, Space
from spaces.reckoning import midnight
from spaces.tables.costs import prices_of, say_refunds, surcharges_of
from spaces.tables.land import DAY, Asker, nearby, next_gaps, others_free, space_hits
from spaces.tables.week import Week

ENOUGH = 4  # alternatives to name


def asker_of(request: HttpRequest) -> Asker:
    """Who looks, in the name chosen in the header."""
    acting = request.acting
    return Asker(request.user, acting.organization if acting else None)


@login_not_required
@require_safe
def building_list(request: HttpRequest) -> HttpResponse:
    """The buildings, on the campus plan and as a list."""
    narrowed = BuildingFilter(request.GET, Building.objects.visible_to(request.user))
    return render(request, "spaces/building_list.html", {"buildings": narrowed.qs, "filter": narrowed})


@login_not_required
@require_safe
def building_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One building: where it is, how to get in, what is in it."""
    buildings = list(Building.objects.visible_to(request.user))
    building = get_object_or_404(Building.objects.visible_to(request.user), code=code)
    spaces = Space.objects.visible_to(request.user).filter(building=building).not_let()
    spaces = spaces.with_list_columns().order_by("floor", "pk")
    return render(
        request, "spaces/building_detail.html", {"building": building, "buildings": buildings, "spaces": spaces}
    )


@login_not_required
@require_safe
def space_list(request: HttpRequest) -> HttpResponse:
    """The time-first search: what is free then, what is not and why, and what is near."""
    form = SearchForm(SearchForm.with_defaults(request.GET))
    asker = asker_of(request)
    found = search(form, asker) if form.is_valid() and form.span else {}
    return render(request, "spaces/space_list.html", {"form": form, "asker": asker, **found})


def search(form: SearchForm, asker: Asker) -> dict[str, Any]:
    """``hits`` (free first), how many are free, and ``instead`` where none is."""
    asked = form.cleaned_data
    needs = {key: asked[key] for key in ("people", "kind", "equipment", "step_free")}
    spaces = list(spaces_fitting(**needs).with_list_columns())
    hits = space_hits(spaces, asker, *form.span, asked["people"])
    free = sum(hit.free for hit in hits)
    instead = []
    if not free:
        instead = nearby(hits, asker, asked["people"], ENOUGH)
        rest = list(Space.objects.bookable().exclude(pk__in=[space.pk for space in spaces]).with_list_columns())
        instead += others_free(rest, asker, form.span, needs, ENOUGH - len(instead))
    return {"hits": hits, "free": free, "instead": instead, "span": form.span}


@login_not_required
@require_safe
def space_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One space: its week, its prices, its rules."""
    rows = Space.objects.visible_to(request.user).with_list_columns()
    space, asker = get_object_or_404(rows, code=code), asker_of(request)
    week = Week(space, asker, first_day(request, space), own_bookings(request, space))
    context = {
        "space": space,
        "week": week,
        "earlier": max(week.first - 7 * DAY, clock.today()) if week.first > clock.today() else None,
        "later": week.first + 7 * DAY if week.first + 7 * DAY <= last_day(space) else None,
        "prices": prices_of(space),
        "gaps": next_gaps(space, asker) if space.bookable else [],
        "shut_out": blocked_by(rules.check_audience, space, asker.user_class),
        "asker": asker,
        "lengths": lengths(space),
        "surcharges": surcharges_of(space),
        "refunds": say_refunds(),
    }
    return render(request, "spaces/space_detail.html", context)


def lengths(space: Space) -> dict[str, str]:
    """The space's minutes in words."""
    minutes = {"least": space.min_minutes, "most": space.max_minutes, "lead": space.lead_min_minutes}
    return {name: rules.say_minutes(count) if count else "" for name, count in minutes.items()}


def last_day(space: Space) -> Any:
    return clock.today() + timedelta(days=space.lead_max_days)


def first_day(request: HttpRequest, space: Space) -> Any:
    """The day the week begins with: ``?week=``, kept between today and the last day that can be booked."""
    try:
        asked = parse_date(request.GET.get("week", "")[:10])
    except ValueError:
        asked = None
    return min(max(asked or clock.today(), clock.today()), last_day(space))


def own_bookings(request: HttpRequest, space: Space) -> list[Booking]:
    """What the person herself holds there; nobody else's names appear on a public page."""
    if not request.user.is_authenticated:
        return []
    day = first_day(request, space)
    rows = Booking.objects.holding().between(midnight(day), midnight(day + 7 * DAY))
    return list(rows.filter(space=space, person=request.user))
