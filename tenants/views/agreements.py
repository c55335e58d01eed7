"""Agreements: the centre's list and deeds, and the page that the organisation shares with it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from park_portal.accounts.models import Organization
from park_portal.core.errors import blocked_by, refusal_on
from park_portal.documents.formats import rendered
from park_portal.documents.xlsx import workbook
from tenants.actions import agreements as actions
from tenants.filters.agreements import AgreementFilter
from tenants.forms.agreements import (
    DraftForm,
    EndForm,
    HeadcountForm,
    OfferForm,
    ReasonForm,
    RenewForm,
    SignForm,
)
from tenants.models import Agreement
from tenants.papers.agreements import agreement_paper
from tenants.rules import agreements as rules
from tenants.rules.assessments import assessment_moves
from tenants.rules.moves import task_moves
from tenants.tables import agreements as tables

from .staff import for_staff, form_page

PAGE_SIZE = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAPERS = ("pdf", "hwpx")


def agreements(request: HttpRequest) -> Any:
    return Agreement.objects.visible_to(request.user)


def agreement_of(request: HttpRequest, pk: int) -> Agreement:
    rows = agreements(request).select_related("party", "occupant", "building", "previous", "file", "assessment")
    agreement = get_object_or_404(rows, pk=pk)
    if request.user.is_centre_staff:
        request.access_log.note("agreement.read", [agreement])
    return agreement


def tried(form: BaseForm, deed: Callable[[], Any]) -> Any:
    """What the deed gives; None, with the refusal on the form, when it is refused."""
    try:
        with refusal_on(form):
            return deed()
    except ValidationError as error:
        for sentence in error.messages:
            form.add_error(None, sentence)
    return None


def deed_page(
    request: HttpRequest,
    agreement: Agreement,
    form: BaseForm,
    deed: Callable[..., Any],
    said: str,
    **page: Any,
) -> HttpResponse:
    """One deed on an agreement: its form, what it means, one button. Done, it leads to ``page["to"]`` or back."""
    blocked = page.pop("blocked")
    if request.method == "POST" and not blocked and form.is_valid():
        made = tried(form, lambda: deed(by=request.user, **page.get("subject", {"agreement": agreement}), **form.facts))
        if made is not None:
            messages.success(request, said)
            return redirect(page["to"](made) if "to" in page else agreement)
    context = {"agreement": agreement, "form": form, "blocked": blocked, **page}
    return render(request, page.get("template", "tenants/agreements/deed.html"), context)


# ------------------------------------------------------------------------------ lists


def narrowed(request: HttpRequest) -> AgreementFilter:
    return AgreementFilter(request.GET, queryset=agreements(request).with_list_columns().order_by("-pk"))


@require_safe
@for_staff
def agreement_list(request: HttpRequest) -> HttpResponse:
    """All agreements, narrowed."""
    found = narrowed(request)
    page = Paginator(found.qs, PAGE_SIZE).get_page(request.GET.get("page"))
    request.access_log.note("agreement.list", list(page))
    rows = [(row, tables.say_places(row)) for row in page]
    context = {"page": page, "rows": rows, "filter": found, "query": request.GET.urlencode()}
    return render(request, "tenants/agreements/agreement_list.html", context)


@require_safe
@for_staff
def agreement_export(request: HttpRequest) -> HttpResponse:
    """The narrowed list as a workbook."""
    rows = list(narrowed(request).qs)
    request.access_log.note("agreement.export", rows)
    name = f"{_('Agreements')}.xlsx"
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)}
    return HttpResponse(workbook([tables.agreement_sheet(rows)]), content_type=XLSX, headers=headers)


@require_safe
def agreement_mine(request: HttpRequest) -> HttpResponse:
    """The agreements of the organisations that one acts for; the newest first."""
    bodies = [hat.organization_id for hat in request.user.current_memberships]
    rows = agreements(request).filter(occupant__in=bodies) | agreements(request).filter(party__in=bodies)
    page = Paginator(rows.with_list_columns().order_by("-since", "-pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": [(row, tables.say_places(row)) for row in page]}
    return render(request, "tenants/agreements/agreement_mine.html", context)


# ------------------------------------------------------------------------------ one agreement


@require_safe
def agreement_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One agreement: terms, places, what happens next, and what the reader can do."""
    return detail_page(request, agreement_of(request, pk))


def detail_page(request: HttpRequest, agreement: Agreement, form: HeadcountForm | None = None) -> HttpResponse:
    """The page; a headcount with errors stays typed."""
    user = request.user
    tasks = agreement.tasks.select_related("assignee", "done_by")
    tasks = tasks if user.is_centre_staff else tasks.filter(by_centre=False)
    follower = rules.follower(agreement)
    shown = follower if follower and (user.is_centre_staff or follower.state not in rules.HIDDEN) else None
    context = {
        "agreement": agreement,
        "allocations": agreement.allocations.select_related("space__building", "leaf"),
        "entitlements": agreement.entitlements.order_by("since"),
        "holders": rules.holders(agreement) if user.is_centre_staff and agreement.state in rules.OPEN else [],
        "tasks": [(task, task_moves(user, task)) for task in tasks],
        "moves": rules.agreement_moves(user, agreement),
        "extension": assessment_moves(user, agreement),
        "assessment": getattr(agreement, "assessment", None),
        "follower": shown,
        "form": form or HeadcountForm(initial={"headcount": agreement.headcount}),
        "steps": tables.steps_of(agreement),
        "step": tables.STEPS.get(agreement.state),
    }
    return render(request, "tenants/agreements/agreement_detail.html", context)


@require_safe
def agreement_paper_file(request: HttpRequest, pk: int, fmt: str) -> HttpResponse:
    """The agreement as PDF or HWPX, to be printed and signed."""
    agreement = agreement_of(request, pk)
    if fmt not in PAPERS:
        raise Http404
    paper = agreement_paper(agreement)
    name = f"{paper.title} {agreement.label}.{fmt}"
    headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)}
    content, kind = rendered(paper, fmt)
    return HttpResponse(content, content_type=kind, headers=headers | {"Cache-Control": "private"})


@require_POST
def agreement_headcount(request: HttpRequest, pk: int) -> HttpResponse:
    """How many people work there now."""
    agreement, form = agreement_of(request, pk), HeadcountForm(request.POST)
    if form.is_valid() and tried(
        form, lambda: actions.agreement_headcount(by=request.user, agreement=agreement, **form.facts)
    ):
        messages.success(request, _("The number of people is changed."))
        return redirect(agreement)
    return detail_page(request, agreement, form)


@form_page
def agreement_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """The organisation says that it will sign."""
    return deed_page(
        request,
        agreement := agreement_of(request, pk),
        NoForm(request.POST or None),
        actions.agreement_accept,
        _("Thank you. The centre prepares the paper for the signature."),
        title=_("Accept the offer"),
        word=_("We will sign"),
        lead=_("The agreement is concluded with the signature on paper; the centre will tell you when."),
        blocked=blocked_by(rules.check_agreement_accept, request.user, agreement),
    )


class NoForm(BaseForm):
    """A deed that asks nothing: only its button."""

    base_fields: dict[str, Any] = {}

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__({} if data is not None else None, **kwargs)

    facts: dict[str, Any] = {}


@form_page
def agreement_decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Not concluded, said by either side."""
    agreement = agreement_of(request, pk)
    list_name = "tenants:agreement-list" if request.user.is_centre_staff else "tenants:agreement-mine"
    return deed_page(
        request,
        agreement,
        ReasonForm(request.POST or None),
        actions.agreement_decline,
        _("The agreement is not concluded. The other side has been told."),
        title=_("Do not conclude the agreement"),
        word=_("Do not conclude it"),
        danger=True,
        warnings=[_("This cannot be undone. A new agreement has to be drawn up then.")],
        to=lambda made: list_name,
        blocked=blocked_by(rules.check_agreement_decline, request.user, agreement),
    )


# ------------------------------------------------------------------------------ the centre's deeds


def draft_page(request: HttpRequest, agreement: Agreement | None) -> HttpResponse:
    """The form of a draft; "show what is free" only draws the rooms anew."""
    form = DraftForm(request.POST or None, agreement=agreement)
    blocked = blocked_by(rules.check_agreement_draft, request.user, agreement)
    if request.method == "POST" and "preview" not in request.POST and not blocked and form.is_valid():
        made = tried(form, lambda: actions.agreement_draft(by=request.user, agreement=agreement, **form.facts))
        if made:
            messages.success(request, _("The draft is saved."))
            return redirect(made)
    context = {
        "agreement": agreement,
        "form": form,
        "blocked": blocked,
        "units": tables.units(*form.period, form.chosen, agreement) if form.period else [],
        "organizations": Organization.objects.order_by("name").values_list("name", flat=True),
    }
    return render(request, "tenants/agreements/agreement_draft.html", context)


@form_page
@for_staff
def agreement_draft(request: HttpRequest) -> HttpResponse:
    """Draw up a new agreement."""
    return draft_page(request, None)


@form_page
@for_staff
def agreement_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a draft anew."""
    return draft_page(request, agreement_of(request, pk))


@form_page
@for_staff
def agreement_offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer a draft to the organisation."""
    agreement = agreement_of(request, pk)
    return deed_page(
        request,
        agreement,
        OfferForm(request.POST or None),
        actions.agreement_offer,
        _("The offer is sent."),
        title=_("Offer the agreement"),
        word=_("Send the offer"),
        lead=_("Heads and managers of %(organization)s get a message and can read the terms.")
        % {"organization": agreement.party},
        warnings=[holder.sentence for holder in rules.holders(agreement)],
        blocked=blocked_by(rules.check_agreement_offer, request.user, agreement),
    )


@form_page
@for_staff
def agreement_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a draft of the offer again."""
    agreement = agreement_of(request, pk)
    return deed_page(
        request,
        agreement,
        ReasonForm(request.POST or None),
        actions.agreement_take_back,
        _("The offer is taken back; it is a draft again."),
        title=_("Take the offer back"),
        word=_("Take the offer back"),
        blocked=blocked_by(rules.check_agreement_take_back, request.user, agreement),
    )


@form_page
@for_staff
def agreement_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the signature, with the scan of the paper."""
    agreement = agreement_of(request, pk)
    return deed_page(
        request,
        agreement,
        SignForm(request.POST or None, request.FILES or None),
        actions.agreement_sign,
        _("The agreement is concluded. Rooms and prices are set."),
        title=_("Enter the signature"),
        word=_("Conclude the agreement"),
        lead=_("The rooms are taken, the tenants' price is granted and the check-list is opened at once."),
        warnings=[holder.sentence for holder in rules.holders(agreement)],
        upload=True,
        blocked=blocked_by(rules.check_agreement_sign, request.user, agreement),
    )


@form_page
@for_staff
def agreement_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End it before its term; says in numbers what that means."""
    agreement = agreement_of(request, pk)
    facts = tables.end_facts(agreement)
    return deed_page(
        request,
        agreement,
        EndForm(request.POST or None, hosted=facts.hosted),
        actions.agreement_end,
        _("The end is entered, and the organisation has been told."),
        title=_("End the agreement"),
        word=_("End the agreement"),
        danger=True,
        end=facts,
        blocked=blocked_by(rules.check_agreement_end, request.user, agreement),
    )


@form_page
@for_staff
def agreement_renew(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw up the agreement that follows this one."""
    agreement = agreement_of(request, pk)
    return deed_page(
        request,
        agreement,
        RenewForm(request.POST or None, agreement=agreement),
        actions.agreement_renew,
        _("The renewal is drawn up as a draft."),
        title=_("Renew the agreement"),
        word=_("Draw up the renewal"),
        lead=_("A new draft with the same rooms and terms begins when this agreement ends."),
        to=lambda made: made,
        blocked=blocked_by(rules.check_agreement_renew, request.user, agreement),
    )
