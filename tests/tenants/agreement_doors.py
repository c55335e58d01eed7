"""What stands behind the doors of agreements, moves and keys in ``tests/test_doors.py``."""

from typing import Any

from park_portal.accounts.models import Organization
from tests.factories import (
    AgreementFactory,
    AllocationFactory,
    AssessmentFactory,
    MoveTaskFactory,
    TaskTemplateFactory,
    UnitKeyFactory,
)

from .lives import day

DEEDS = ("detail", "headcount", "end", "renew")


def agreement_doors(organization: Organization) -> tuple[dict[str, list], dict[str, dict[str, Any]]]:
    """Arguments and form data by URL name, for agreements of the organisation in which the fixture's member is."""
    signed = AgreementFactory(signed=True, occupant=organization)
    offer = {"state": "offered", "offered_at": signed.created_at, "answer_by": day(5)}
    offered = AllocationFactory(agreement=AgreementFactory(occupant=organization, **offer)).agreement
    draft = AgreementFactory(occupant=organization)
    assessed = AssessmentFactory(agreement=AgreementFactory(signed=True, occupant=organization)).agreement
    task = MoveTaskFactory(agreement=signed, by_centre=False)
    done = MoveTaskFactory(
        agreement=signed, by_centre=False, state="done", done_at=signed.created_at, done_by=person_of(signed)
    )
    args: dict[str, list] = {f"tenants:agreement-{deed}": [signed.pk] for deed in DEEDS}
    args |= {f"tenants:agreement-{deed}": [offered.pk] for deed in ("accept", "decline", "take-back", "sign")}
    args |= {f"tenants:agreement-{deed}": [draft.pk] for deed in ("edit", "offer")}
    args |= {f"tenants:assessment-{deed}": [assessed.pk] for deed in ("report", "assess")}
    args |= {f"tenants:task-{deed}": [task.pk] for deed in ("done", "not-needed", "assign")}
    args |= {f"tenants:task-template-{deed}": [TaskTemplateFactory().pk] for deed in ("edit", "remove")}
    args |= {
        "tenants:agreement-paper": [signed.pk, "hwpx"],
        "tenants:assessment-ask": [signed.pk],
        "tenants:task-reopen": [done.pk],
        "tenants:key-hand-out": [UnitKeyFactory().pk],
        "tenants:key-take-back": [UnitKeyFactory(state="lost").pk],
        "tenants:key-lose": [UnitKeyFactory().pk],
    }
    return args, {"tenants:agreement-headcount": {"headcount": "4"}, "tenants:task-not-needed": {"note": "빈 공간"}}


def person_of(agreement: Any) -> Any:
    return agreement.occupant.memberships.first().person
