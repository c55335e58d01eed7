"""The personal calendar feed, for programs that know its secret address."""

from datetime import timedelta
from hashlib import sha256

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.translation import override
from django.views.decorators.http import require_safe

from park_portal.accounts.models import CalendarLink
from park_portal.core import clock
from spaces import papers
from spaces.models import Booking

BACK, AHEAD = timedelta(days=90), timedelta(days=400)


@login_not_required
@require_safe
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The owner's own bookings, 90 days back to 400 ahead; none of her organisations': a link is passed on easily."""
    person = get_object_or_404(CalendarLink.objects.of_secret(secret)).person
    now = clock.now()
    rows = Booking.objects.filter(person=person).between(now - BACK, now + AHEAD)
    with override(person.language):
        body = papers.calendar_feed(rows.with_list_columns().order_by("starts_at", "pk"))
    etag = f'"{sha256(body).hexdigest()}"'
    headers = {
        "Cache-Control": "private, no-cache",  # ask again each time; the ETag makes that cheap
        "Content-Language": person.language,
        "ETag": etag,
        "X-Robots-Tag": "noindex",
    }
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)
    return get_conditional_response(request, etag=etag, response=response)
