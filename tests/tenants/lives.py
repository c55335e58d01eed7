"""Agreements made as people make them: drafted, offered, signed."""

from datetime import date, datetime, timedelta
from typing import Any

from park_portal.accounts.states import Role
from park_portal.core import clock
from tenants.actions import agreements as actions
from tenants.models import Agreement
from tenants.states import AgreementKind, FeeRule
from tests.factories import OrganizationFactory, SpaceFactory, centre_staff, member_of


def day(days: int) -> date:
    return clock.today() + timedelta(days=days)


def travel(monkeypatch: Any, moment: datetime) -> None:
    """Let it be that moment from now on."""
    monkeypatch.setattr("park_portal.core.clock.now", lambda: moment)


def office(**facts: Any) -> Any:
    """A room that nobody can book."""
    return SpaceFactory(**{"kind": "office", "bookable": False, **facts})


def organization(**facts: Any) -> Any:
    """A company with a head."""
    body = OrganizationFactory(**facts)
    member_of(body, role=Role.OWNER)
    return body


def offered(by: Any = None, places: Any = (), occupant: Any = None, **facts: Any) -> Agreement:
    """A private room from today for a year, offered and waiting for the signature."""
    by = by or centre_staff()
    kind = facts.setdefault("kind", AgreementKind.PRIVATE)
    terms: dict[str, Any] = {"since": day(0), "until": day(365), "fee_rule": FeeRule.AREA, "headcount": 3, **facts}
    if not places and kind == AgreementKind.PRIVATE:
        places = [office()]
    draft = actions.agreement_draft(by=by, occupant=occupant or organization(), places=places, **terms)
    return actions.agreement_offer(by=by, agreement=draft, answer_by=day(7))


def signed(by: Any = None, places: Any = (), occupant: Any = None, signed_on: date | None = None, **facts: Any) -> Any:
    by = by or centre_staff()
    agreement = offered(by, places, occupant, **facts)
    return actions.agreement_sign(by=by, agreement=agreement, signed_on=signed_on or day(0))
