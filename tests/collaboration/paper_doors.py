"""What the doors of papers, links by field and annual plans need, for tests/test_doors.py."""

from typing import Any

from park_portal.core import clock
from tests import factories


def paper_doors(tenant: Any) -> tuple[dict[str, list], dict[str, dict[str, Any]]]:
    """``(args, data)``: the objects behind the doors, and what the deeds are sent."""
    proposal = factories.proposal_in("collected", lead=tenant)
    opinion = factories.OpinionFactory(proposal=proposal, version=proposal.current, verdict="agree", state="accepted")
    draft = factories.LinkagePlanFactory(directions="-")
    factories.PlanBudgetLineFactory(plan=draft)
    written = factories.SubProjectFactory(plan=draft)
    approved = factories.LinkagePlanFactory(state="approved", approved_at=clock.now())
    before = factories.LinkagePlanFactory(state="closed", approved_at=clock.now())
    following = factories.LinkagePlanFactory(previous=before)
    duty = factories.DepartmentDutyFactory(plan=approved)
    placed = factories.proposal_in("collected", lead=tenant)
    stage = factories.SubProjectStageFactory(sub_project=factories.SubProjectFactory(plan=approved))
    args = {
        "proposal-paper": [proposal.pk, "proposal", "pdf"],
        "proposal-paper-issue": [proposal.pk],
        "opinion-paper-issue": [opinion.pk],
        "opinion-paper": [opinion.pk, "opinion", "pdf"],
        "proposal-read": [proposal.pk],
        "suggestion-ask": [proposal.pk],
        "budget-item-add": [2030],
        "budget-item-copy": [2030],
        "budget-demand": [2030],
        "budget-demand-export": [2030],
        "route-edit": [factories.FieldRouteFactory().field],
        "route-end": [factories.FieldRouteFactory().field],
        **{f"plan-{name}": [approved.year] for name in ("detail", "close")},
        "plan-paper": [approved.year, "hwpx"],
        **{name: [draft.year] for name in ("plan-write", "plan-paper-issue", "sub-project-add")},
        **{f"sub-project-{name}": [written.pk] for name in ("write", "shift", "remove")},
        "plan-change": [approved.year],
        "plan-recount": [following.year],
        "plan-attachment-add": [draft.year],
        "plan-attachment-remove": [factories.PlanAttachmentFactory(plan=draft).pk],
        "progress-correct": [factories.PlanProgressFactory(sub_project=stage.sub_project).pk],
        "duty-report": [factories.DutyReportFactory(duty=duty).pk],
        "proposal-place": [placed.pk],
        "stage-move": [stage.pk],
        "progress-add": [stage.sub_project_id],
    }
    data = {
        "suggestion-ask": {"organization": str(tenant.pk)},
        "stage-move": {"to": "doing"},
        "progress-add": {"on": clock.today().isoformat(), "text": "-"},
    }
    found = {f"collaboration:{name}": value for name, value in args.items()}
    return found | {"api:proposal-detail": [proposal.pk]}, {f"collaboration:{k}": v for k, v in data.items()}
