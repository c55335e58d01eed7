"""One's own bookings."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from spaces.models import Booking


@require_safe
def booking_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One booking: what it is, and what happens next."""
    rows = Booking.objects.visible_to(request.user).with_list_columns()
    return render(request, "spaces/booking_detail.html", {"booking": get_object_or_404(rows, pk=pk)})
