"""``/api/v1/`` and its description at ``/api/schema/``."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import DefaultRouter

from collaboration.api import ProposalViewSet
from park_portal.reports.api import TenancyStats
from spaces.api import AvailabilityViewSet, BookingViewSet, BuildingViewSet, OpeningsViewSet, SpaceViewSet
from tenants.api import PublicOrganizationViewSet

from .problems import no_such_address

router = DefaultRouter()
router.include_format_suffixes = False
router.register("buildings", BuildingViewSet, basename="building")
router.register("spaces", SpaceViewSet, basename="space")
router.register("availability", AvailabilityViewSet, basename="availability")
router.register("openings", OpeningsViewSet, basename="opening")
router.register("bookings", BookingViewSet, basename="booking")
router.register("organizations", PublicOrganizationViewSet, basename="organization")
router.register("proposals", ProposalViewSet, basename="proposal")

app_name = "api"
urlpatterns = [
    path("v1/", include(router.urls)),
    path("v1/stats/tenancy/", TenancyStats.as_view(), name="tenancy-stats"),
    path("schema/", login_not_required(SpectacularAPIView.as_view()), name="schema"),
    re_path(r"^.*$", login_not_required(no_such_address), name="no-such-address"),
]
