"""The map of the house: one include per app."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

# Addresses with a first part of their own come first: whoever asks for one is not compared with all the others.
urlpatterns = [
    path("api/", include("park_portal.api.urls")),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("", include("park_portal.reports.urls")),
    path("", include("park_portal.accounts.urls")),
    path("", include("park_portal.notifications.urls")),
    path("", include("park_portal.documents.urls")),
    path("", include("park_portal.approvals.urls")),
    path("", include("park_portal.payments.urls")),
    path("", include("spaces.urls")),
    path("", include("tenants.urls")),
    path("", include("collaboration.urls")),
]
if settings.PARK_MODE != "production":
    urlpatterns.insert(0, path("demo/", include("park_portal.demo.urls")))

handler400 = "park_portal.core.errors.bad_request"
