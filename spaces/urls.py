from django.urls import path

from .views import bookings, land

app_name = "spaces"
urlpatterns = [
    path("buildings/", land.building_list, name="building-list"),
    path("buildings/<slug:code>/", land.building_detail, name="building-detail"),
    path("me/bookings/<int:pk>/", bookings.booking_detail, name="booking-detail"),
]
