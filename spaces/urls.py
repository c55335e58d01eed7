from django.urls import path

from .views import bookings, desk, land

app_name = "spaces"
urlpatterns = [
    path("buildings/", land.building_list, name="building-list"),
    path("buildings/<slug:code>/", land.building_detail, name="building-detail"),
    path("spaces/", land.space_list, name="space-list"),
    path("spaces/<slug:code>/", land.space_detail, name="space-detail"),
    path("spaces/<slug:code>/book/", bookings.booking_request, name="booking-request"),
    path("spaces/<slug:code>/book/price/", bookings.booking_price, name="booking-price"),
    path("me/bookings/", bookings.booking_list, name="booking-list"),
    path("me/bookings/<int:pk>/", bookings.booking_detail, name="booking-detail"),
    path("me/bookings/<int:pk>/cancel/", bookings.booking_cancel, name="booking-cancel"),
    path("me/bookings/<int:pk>/calendar.ics", bookings.booking_calendar, name="booking-calendar"),
    path("desk/", desk.desk_today, name="desk-today"),
    path("desk/requests/", desk.booking_queue, name="booking-queue"),
    path("desk/requests/<int:pk>/", desk.booking_queue_open, name="booking-queue-open"),
    path("desk/bookings/<int:pk>/approve/", desk.booking_approve, name="booking-approve"),
    path("desk/bookings/<int:pk>/reject/", desk.booking_reject, name="booking-reject"),
    path("desk/timeline/", desk.desk_timeline, name="desk-timeline"),
    path("desk/spaces/<slug:code>/", desk.space_ledger, name="space-ledger"),
    path("desk/book/", desk.desk_book, name="desk-book"),
]
