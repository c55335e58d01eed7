"""A person's own bookings: making one, seeing it, giving it back."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from park_portal.core import clock
from park_portal.core.errors import ActionDenied, refusal_on
from park_portal.core.spoken import local, say_moment, won
from park_portal.documents.formats import rendered
from park_portal.payments.models import Receivable
from spaces import actions, papers, rules
from spaces.forms.bookings import BookingForm, CancelForm, ChangeForm, WishForm
from spaces.models import Booking, EntitlementUse, Space
from spaces.querysets.bookings import BookingQuerySet
from spaces.states import HOLDING, BookingState
from spaces.tables.costs import lines_of, say_refunds
from spaces.tables.land import Asker, Hit, quote_of

from .land import asker_of

PAGE_SIZE = 20
form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def booking_request(request: HttpRequest, code: str) -> HttpResponse:
    """One page: when, what for, what it costs."""
    space = space_or_404(request, code)
    first = {**choice(request, space), "key": uuid4()}
    form = BookingForm(request.POST or None, space=space, person=request.user, initial=first)
    instead: list[Hit] = []
    if request.method == "POST" and form.is_valid():
        booking, instead = book(request, form)
        if booking:
            return redirect(booking)
    asked = WishForm(request.POST or choice(request, space), space=space, person=request.user)
    context = {
        "space": space,
        "form": form,
        "instead": instead,
        "refunds": say_refunds(),
        **quote(request, space, asked),
    }
    return render(request, "spaces/booking_request.html", context)


def space_or_404(request: HttpRequest, code: str) -> Space:
    return get_object_or_404(Space.objects.visible_to(request.user).with_list_columns(), code=code)


def choice(request: HttpRequest, space: Space) -> dict[str, str]:
    """What the link here has chosen already, completed."""
    asked = {
        name: request.GET[name] for name in ("day", "last_day", "start", "end", "organization") if name in request.GET
    }
    if people := request.GET.get("attendees", request.GET.get("people", "")):
        asked["attendees"] = people
    return WishForm.defaults(space, asker_of(request).organization, asked.get("start", "")) | asked


def book(request: HttpRequest, form: BookingForm) -> tuple[Booking | None, list[Hit]]:
    """The booking, or what could be had instead; a refusal is told in the form."""
    key = form.idempotency_key
    try:
        purpose = form.cleaned_data["purpose"]
        booking = actions.booking_request(by=request.user, wish=form.wish, purpose=purpose, idempotency_key=key)
    except rules.SlotTaken as refusal:
        form.refuse(refusal)
        return None, [Hit(a.space, a.starts_at, a.ends_at, None) for a in rules.alternatives(form.wish)]
    except ActionDenied as refusal:
        form.refuse(refusal)
        return None, []
    messages.success(request, made_sentence(booking))
    return booking, []


def made_sentence(booking: Booking) -> str:
    if booking.state == BookingState.REQUESTED:
        day = say_moment(local(booking.decide_by), clock.today())
        return _("We have received your request. You will hear from us by %(day)s.") % {"day": day}
    if booking.state == BookingState.AWAITING_PAYMENT:
        facts = {"amount": won(booking.price_krw), "day": say_moment(local(booking.pay_by), clock.today())}
        return _("The time is yours. Please pay %(amount)s by %(day)s.") % facts
    return _("Your booking is confirmed. We have sent you the details.")


@require_safe
def booking_price(request: HttpRequest, code: str) -> HttpResponse:
    """The live parts of the booking page: the day, and the price."""
    space = space_or_404(request, code)
    asked = WishForm(request.GET, space=space, person=request.user)
    return render(request, "spaces/booking_price.html", {"space": space, **quote(request, space, asked)})


def quote(request: HttpRequest, space: Space, asked: WishForm) -> dict[str, Any]:
    """``quote``: price, day and what stands against the choice; None while the choice makes no sense yet."""
    asked.is_valid()
    if asked.wish is None:
        return {"quote": None}
    return {"quote": quote_of(asked.wish), "asker": Asker(request.user, asked.wish.organization)}


def own(request: HttpRequest) -> BookingQuerySet:
    """Bookings of the person and of the organisations she acts for; not all that staff may see."""
    bodies = [hat.organization_id for hat in request.user.current_memberships]
    rows = Booking.objects.visible_to(request.user).with_list_columns()
    return rows.filter(Q(person=request.user) | Q(organization__in=bodies))


@require_safe
def booking_list(request: HttpRequest) -> HttpResponse:
    """One's bookings: those to come, and those that are over."""
    coming = Q(state__in=HOLDING, ends_at__gt=clock.now())
    past = request.GET.get("tab") == "past"
    rows = own(request).exclude(coming).order_by("-starts_at", "-pk") if past else own(request).filter(coming)
    rows = rows if past else rows.order_by("starts_at", "pk")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "spaces/booking_list.html", {"page": page, "past": past})


def booking_or_404(request: HttpRequest, pk: int) -> Booking:
    booking = get_object_or_404(Booking.objects.visible_to(request.user).with_list_columns(), pk=pk)
    if booking.person_id != request.user.pk:
        request.access_log.note("booking.detail", [booking])
    return booking


@require_safe
def booking_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One booking: its state, what happens next, what can be done."""
    booking = booking_or_404(request, pk)
    names, current = progress(booking)
    context = {
        "booking": booking,
        "moves": rules.booking_moves(request.user, booking),
        "steps": names,
        "current": current,
        "holding": booking.state in HOLDING,
        "for_staff": request.user.is_centre_staff and booking.person_id != request.user.pk,
        "length": rules.say_minutes(booking.minutes),
        "lines": lines_of(booking),
        "drawn": drawn_of(booking),
        "permitted": booking.state in rules.PERMITTED,
        "charges": charges_of(booking),
        "items": booking.items.select_related("item"),
    }
    return render(request, "spaces/booking_detail.html", context)


def drawn_of(booking: Booking) -> str:
    """The time paid with an organisation's free hours, in words; empty when there is none."""
    use = EntitlementUse.objects.filter(booking=booking).first()
    return rules.say_minutes(use.minutes) if use else ""


def charges_of(booking: Booking) -> list[Receivable]:
    """What was charged for it, with what is due and what goes back."""
    return list(Receivable.objects.for_subject(booking._meta.label_lower, booking.pk).with_balance().order_by("pk"))


def progress(booking: Booking) -> tuple[list[tuple[str, str]], int]:
    """The steps of a booking that goes its way, and the one it stands at; none once it was given up."""
    if booking.state not in (*HOLDING, BookingState.COMPLETED):
        return [], 0
    say = lambda moment: say_moment(local(moment), clock.today()) if moment else ""  # noqa: E731
    names = [(pgettext("step", "Requested"), say(booking.requested_at))]
    if booking.decide_by:  # else the centre booked it itself, where it approves
        names.append((pgettext("step", "Approved"), say(booking.decided_at)))
    else:
        names.append((pgettext("step", "Confirmed"), "" if booking.pay_by else say(booking.requested_at)))
    if paid := booking.pay_by is not None:
        names.insert(2 if booking.decide_by else 1, (pgettext("step", "Payment"), say(booking.pay_by)))
    names += [(pgettext("step", "Use"), say(booking.starts_at)), (pgettext("step", "Completed"), "")]
    stands = {
        BookingState.REQUESTED: 2,
        BookingState.AWAITING_PAYMENT: 3 if booking.decide_by else 2,
        BookingState.COMPLETED: 5 + paid,
    }
    return names, stands.get(BookingState(booking.state), 3 + paid)


@form_page
def booking_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another time, seen with its price before it is chosen; what is typed in the address is a preview."""
    booking = booking_or_404(request, pk)
    form = ChangeForm(request.POST or request.GET or None, booking=booking, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            booking = actions.booking_change(by=request.user, booking=booking, **form.deed)
        except ActionDenied as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, changed_sentence(booking))
            return redirect(booking)
    asked = form if form.is_bound else ChangeForm(ChangeForm.as_it_is(booking), booking=booking, by=request.user)
    asked.is_valid()
    context = {
        "booking": booking,
        "form": form,
        "blocked": rules.booking_moves(request.user, booking)["change"],
        "quote": asked.wish and quote_of(asked.wish),
        "asks_again": form.is_bound and form.wish and rules.needs_approval(request.user, form.wish),
        "length": rules.say_minutes(booking.minutes),
    }
    return render(request, "spaces/booking_change.html", context)


def changed_sentence(booking: Booking) -> str:
    if booking.state == BookingState.REQUESTED:
        return _("The change has arrived. The centre decides on it.")
    return _("The booking is changed. The new time is yours.")


@form_page
def booking_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Say in numbers what cancelling does; then do it."""
    booking = booking_or_404(request, pk)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            actions.booking_cancel(by=request.user, booking=booking, **form.cleaned_data)
            messages.success(request, _("The booking is cancelled. The place is free again."))
            return redirect(booking)
    context = {
        "booking": booking,
        "form": form,
        "blocked": rules.booking_moves(request.user, booking)["cancel"],
        "length": rules.say_minutes(booking.minutes),
        "refund": refund_of(booking),
    }
    return render(request, "spaces/booking_cancel.html", context)


def refund_of(booking: Booking) -> dict[str, int]:
    """What cancelling now would do in won."""
    percent, back = rules.refund_preview(booking)
    charges = charges_of(booking)
    paid = sum(charge.paid_krw - charge.refunded_krw for charge in charges)
    return {"percent": percent, "back": back, "paid": paid, "kept": paid - back, "due": sum(c.due_krw for c in charges)}


@require_safe
def booking_permit(request: HttpRequest, pk: int, fmt: str) -> HttpResponse:
    """The permit (사용허가서) as PDF or HWPX, written as the booking stands now."""
    booking = booking_or_404(request, pk)
    if booking.state not in rules.PERMITTED:
        raise Http404
    with override(booking.person.language):
        paper = papers.booking_permit(booking)
    name = f"{paper.title} {booking.number}.{fmt}"
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)}
    content, kind = rendered(paper, fmt)
    return HttpResponse(content, content_type=kind, headers=headers | {"Cache-Control": "private"})


@require_safe
def booking_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The booking for one's calendar."""
    booking = booking_or_404(request, pk)
    headers = {"Content-Disposition": f'attachment; filename="{booking.number}.ics"', "Cache-Control": "private"}
    return HttpResponse(papers.booking_calendar(booking), content_type="text/calendar; charset=utf-8", headers=headers)
