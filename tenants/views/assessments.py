"""The extension assessment: asked for, reported, assessed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from park_portal.core.errors import blocked_by
from tenants.actions import assessments as actions
from tenants.forms.assessments import AskForm, AssessForm, ReportForm
from tenants.models import Agreement, Assessment
from tenants.rules import assessments as rules

from .agreements import agreement_of, deed_page
from .staff import for_staff, form_page


def assessment_of(agreement: Agreement) -> Assessment:
    assessment = getattr(agreement, "assessment", None)
    if assessment is None:
        raise Http404
    return assessment


@form_page
@for_staff
def assessment_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the organisation for its report."""
    agreement = agreement_of(request, pk)
    return deed_page(
        request,
        agreement,
        AskForm(request.POST or None),
        actions.assessment_ask,
        _("The organisation has been asked for its report."),
        title=_("Ask for a report on the extension"),
        word=_("Ask for the report"),
        lead=_("The organisation reports on what it did here; you assess by it whether the agreement is extended."),
        blocked=blocked_by(rules.check_assessment_ask, request.user, agreement),
    )


@form_page
def assessment_report(request: HttpRequest, pk: int) -> HttpResponse:
    """The organisation hands in its report."""
    agreement = agreement_of(request, pk)
    assessment = assessment_of(agreement)
    return deed_page(
        request,
        agreement,
        ReportForm(request.POST or None),
        actions.assessment_report,
        _("Your report is handed in."),
        title=_("Report for the extension"),
        word=_("Hand in the report"),
        lead=_("It cannot be changed afterwards."),
        subject={"assessment": assessment},
        blocked=blocked_by(rules.check_assessment_report, request.user, assessment),
    )


@form_page
@for_staff
def assessment_assess(request: HttpRequest, pk: int) -> HttpResponse:
    """Points, result and reasons, beside the report."""
    agreement = agreement_of(request, pk)
    assessment = assessment_of(agreement)
    return deed_page(
        request,
        agreement,
        AssessForm(request.POST or None),
        actions.assessment_assess,
        _("The result is entered, and the organisation has been told."),
        title=_("Assess the extension"),
        word=_("Enter the result"),
        lead=_("The organisation reads points, result and reasons."),
        subject={"assessment": assessment},
        report=assessment.report,
        blocked=blocked_by(rules.check_assessment_assess, request.user, assessment),
    )
