"""Pages that mix apps."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from park_portal.core import clock
from spaces.forms.search import SearchForm
from spaces.models import Building, Space
from spaces.tables.land import Asker, soonest

from .health import health


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The park at a glance."""
    buildings = list(Building.objects.visible_to(request.user))
    spaces = list(Space.objects.bookable().select_related("building"))
    asker = Asker(request.user, request.acting.organization if request.acting else None)
    context = {
        "buildings": buildings,
        "building_count": len(buildings),
        "space_count": len(spaces),
        "form": SearchForm(initial=SearchForm.defaults(), equipment=False),
        "soonest": soonest(spaces, asker),
        "today": clock.today(),
    }
    return render(request, "reports/home.html", context)


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """For load balancers and ``make demo``: 200 when all is well, 503 otherwise."""
    report = health()
    return JsonResponse(report, status=200 if report["ok"] else 503)


@login_not_required
@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in every state; not on a production portal."""
    if settings.PRODUCTION:
        raise Http404
    return render(request, "reports/styleguide.html")
