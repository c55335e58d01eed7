"""The land, for everybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from spaces.filters import BuildingFilter
from spaces.models import Building


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
    return render(request, "spaces/building_detail.html", {"building": building, "buildings": buildings})
