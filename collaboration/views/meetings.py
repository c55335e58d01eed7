"""The pages of meetings, commitments, and of what waits for whom."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from collaboration.actions import meetings as actions
from collaboration.forms.meetings import CommitmentForm, MeetingForm, MinutesForm, in_a_week, time_said
from collaboration.forms.proposals import ShortReasonForm
from collaboration.models import Commitment, Meeting
from collaboration.rules.meetings import commitment_moves, meeting_moves
from collaboration.rules.people import is_coordinator
from collaboration.states import CommitmentState
from collaboration.tables.desk import Desk
from collaboration.tables.halls import Hall
from park_portal.core import clock
from park_portal.core.errors import refusal_on
from spaces.models import Booking

from .proposals import proposal_or_404

PAGE_SIZE = 20


def meeting_or_404(request: HttpRequest, pk: int) -> Meeting:
    rows = Meeting.objects.visible_to(request.user).with_list_columns().select_related("called_by", "minutes_by")
    return get_object_or_404(rows, pk=pk)


@require_safe
def joint_desk(request: HttpRequest) -> HttpResponse:
    """What waits for this person in joint work: her turn, what is asked of her, meetings, commitments."""
    return render(request, "collaboration/joint_desk.html", {"parts": Desk(request.user).drawn})


@require_safe
def meeting_list(request: HttpRequest) -> HttpResponse:
    """Meetings that one was asked to or keeps, the next ones first."""
    past = request.GET.get("tab") == "past"
    rows = Meeting.objects.visible_to(request.user).with_list_columns()
    now = clock.now()
    rows = (
        rows.filter(ends_at__lt=now).order_by("-starts_at", "-pk")
        if past
        else rows.filter(ends_at__gte=now).order_by("starts_at", "pk")
    )
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    calls = is_coordinator(request.user)
    return render(request, "collaboration/meeting_list.html", {"page": page, "past": past, "may_call": calls})


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_call(request: HttpRequest) -> HttpResponse:
    """A new meeting, of a proposal (``?proposal=``) or of its own."""
    asked = request.GET.get("proposal", "")
    proposal = proposal_or_404(request, int(asked)) if asked.isdecimal() else None
    first = in_a_week(clock.now()) | ({"title": proposal.title} if proposal else {"kind": request.GET.get("kind", "")})
    form = MeetingForm(request.POST or None, user=request.user, proposal=proposal, initial=first)
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            meeting = actions.meeting_call(
                by=request.user, kind=form.cleaned_data["kind"], proposal=proposal,
                guests=form.asked, agenda=form.items, **form.facts,
            )  # fmt: skip
            messages.success(request, _("The meeting is called; everybody who is asked gets a message."))
            return redirect(meeting)
    return render(request, "collaboration/meeting_call.html", {"form": form, "proposal": proposal})


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Move it, put it into a hall, ask others, too."""
    meeting = meeting_or_404(request, pk)
    form = MeetingForm(
        request.POST or None, user=request.user, proposal=meeting.proposal, meeting=meeting,
        initial=MeetingForm.said(meeting),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            actions.meeting_change(
                by=request.user, meeting=meeting, facts=form.facts, guests=form.asked, agenda=form.items
            )
            messages.success(request, _("The meeting is changed; everybody who is asked has been told."))
            return redirect(meeting)
    facts = {"meeting": meeting, "form": form, "search": hall_search(meeting)}
    blocked = meeting_moves(request.user, meeting)["change"]
    return render(request, "collaboration/meeting_change.html", facts | {"blocked": blocked})


def hall_search(meeting: Meeting) -> str:
    """Where halls are found that are free at the time of the meeting."""
    return f"{reverse('spaces:space-list')}?{urlencode(time_said(meeting))}"


@require_safe
def meeting_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """When and where, who is asked, agenda, minutes, what was decided and promised."""
    meeting = meeting_or_404(request, pk)
    facts = {
        "meeting": meeting,
        "moves": meeting_moves(request.user, meeting),
        "attendances": meeting.attendances.select_related("organization", "person"),
        "agenda": meeting.agenda.select_related("point"),
        "decisions": meeting.decisions.all(),
        "commitments": commitments_of(meeting, request.user),
        "search": hall_search(meeting),
        "hall": Hall(meeting, request.user),
    }
    return render(request, "collaboration/meeting_detail.html", facts)


def commitments_of(meeting: Meeting, user: Any) -> list[Commitment]:
    """What was promised, each with the deeds that are open to this person."""
    rows = list(meeting.commitments.select_related("owner", "meeting"))
    for row in rows:
        row.deeds = commitment_moves(user, row)
    return rows


@require_http_methods(["GET", "HEAD", "POST"])
def minutes_write(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the minutes; somebody else approves them."""
    meeting = meeting_or_404(request, pk)
    form = MinutesForm(request.POST or None, meeting=meeting, user=request.user)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with refusal_on(form):
            actions.minutes_write(
                by=request.user, meeting=meeting, minutes=data["minutes"], came=map(int, data["came"]),
                also_came=form.named(None), decisions=form.decided, promises=form.promised,
            )  # fmt: skip
            messages.success(request, _("The minutes are kept. Somebody else approves them."))
            return redirect(meeting)
    blocked = meeting_moves(request.user, meeting)["minutes"]
    return render(request, "collaboration/minutes_write.html", {"meeting": meeting, "form": form, "blocked": blocked})


@require_POST
def minutes_approve(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = actions.minutes_approve(by=request.user, meeting=meeting_or_404(request, pk))
    messages.success(request, _("The minutes are approved."))
    return redirect(meeting)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Call it off, with a reason that everybody reads."""
    meeting, form = meeting_or_404(request, pk), ShortReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusal_on(form):
            actions.meeting_cancel(by=request.user, meeting=meeting, reason=form.cleaned_data["reason"])
            return redirect(meeting)
    blocked = meeting_moves(request.user, meeting)["cancel"]
    facts = {"meeting": meeting, "form": form, "blocked": blocked, "hall": Hall(meeting, request.user)}
    return render(request, "collaboration/meeting_cancel.html", facts)


@require_POST
def meeting_hall(request: HttpRequest, pk: int) -> HttpResponse:
    """Use what one has booked for that time."""
    meeting, chosen = meeting_or_404(request, pk), request.POST.get("booking", "")
    rows = Booking.objects.visible_to(request.user).select_related("space", "organization")
    booking = get_object_or_404(rows, pk=int(chosen) if chosen.isdecimal() else 0)
    actions.meeting_hall(by=request.user, meeting=meeting, booking=booking)
    messages.success(request, _("The meeting is in %(hall)s; everybody has been told.") % {"hall": booking.space.title})
    return redirect(meeting)


@require_POST
def commitment_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Done, dropped, or open again; back to the page it was pressed on."""
    rows = Commitment.objects.visible_to(request.user).select_related("meeting", "proposal")
    commitment, sent = get_object_or_404(rows, pk=pk), request.POST
    form = CommitmentForm(sent)
    if form.is_valid():
        data = form.cleaned_data
        to = data["to"] or CommitmentState.DONE
        actions.commitment_end(by=request.user, commitment=commitment, to=to, note=data["note"])
    else:
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
    if "proposal" in sent and commitment.proposal:
        return redirect(f"{commitment.proposal.get_absolute_url()}#agreed")
    return redirect(commitment.meeting if "meeting" in sent and commitment.meeting else "collaboration:joint-desk")
