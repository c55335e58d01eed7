"""What the database refuses, whoever writes."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from park_portal.approvals.states import MOVES, StepState
from tests.factories import (
    ApprovalLineFactory,
    ApprovalRoundFactory,
    ApprovalStepFactory,
    DeputyFactory,
    NumberSeriesFactory,
    PersonFactory,
    StoredFileFactory,
)

pytestmark = pytest.mark.django_db


def wall(make, **facts) -> str:
    """The constraint that refuses the row."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        make(**facts)
    return caught.value.__cause__.diag.constraint_name


NOW = datetime(2026, 11, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("make", "facts", "name"),
    [
        (ApprovalLineFactory, {"disclosure": "closed"}, "approval_line_clauses_given"),
        (ApprovalLineFactory, {"clauses": [1]}, "approval_line_clauses_given"),
        (ApprovalLineFactory, {"disclosure": "closed", "clauses": [9]}, "approval_line_clauses_known"),
        (ApprovalRoundFactory, {"outcome": "withdrawn"}, "approval_round_closed_with_outcome"),
        (ApprovalRoundFactory, {"outcome": "approved", "closed_at": NOW}, "approval_round_numbered"),
        (ApprovalRoundFactory, {"document_number": "가-1"}, "approval_round_numbered"),
        (ApprovalStepFactory, {"kind": "draft"}, "step_draft_first"),
        (ApprovalStepFactory, {"position": 1}, "step_draft_first"),
        (ApprovalStepFactory, {"state": "approved"}, "step_decided_has_decider"),
        (ApprovalStepFactory, {"mark": "final"}, "step_decided_has_decider"),
        (ApprovalStepFactory, {"pending_at": None}, "step_pending_has_time"),
        (ApprovalStepFactory, {"return_kind": "reject"}, "step_sent_back_says_why"),
        (DeputyFactory, {"until": NOW.date() - timedelta(days=99)}, "deputy_until_after_since"),
    ],
)
def test_the_database_refuses_what_must_not_be(make, facts, name):
    assert wall(make, **facts) == name


def test_the_database_refuses_a_second_of_what_is_one():
    person, step = PersonFactory(), ApprovalStepFactory()
    decided = {"state": "approved", "decided_at": NOW}
    signed = ApprovalStepFactory(kind="review", person=person, decided_by=person, **decided)
    series = NumberSeriesFactory()
    numbered = {"outcome": "approved", "closed_at": NOW, "document_number": "가", "series": series, "serial": 1}
    line = ApprovalRoundFactory(**numbered).line
    same = {name: getattr(line, name) for name in ("subject_type", "subject_id", "kind")}
    away = DeputyFactory()
    twice = {"round": signed.round, "decided_by": person, "mark": "deputy", **decided}
    for make, facts, name in [
        (ApprovalStepFactory, {"round": step.round}, "step_draft_and_decision_once"),
        (ApprovalStepFactory, {"round": step.round, "person": step.person, "kind": "review"}, "step_person_once"),
        (ApprovalStepFactory, twice, "step_decider_once"),
        (ApprovalStepFactory, {"decided_by": person, **decided}, "step_deputy_marked"),
        (ApprovalStepFactory, {"person": person, **twice, "round": step.round}, "step_deputy_marked"),
        (ApprovalRoundFactory, numbered, "approval_number_once"),
        (ApprovalRoundFactory, {"line": line}, "approval_round_once"),
        (ApprovalLineFactory, same, "approval_line_once"),
        (NumberSeriesFactory, {"department": series.department}, "number_series_once"),
        (DeputyFactory, {"person": away.person, "deputy": away.person}, "deputy_somebody_else"),
        (DeputyFactory, {"person": away.person}, "deputy_one_at_a_time"),
    ]:  # fmt: skip
        assert wall(make, **facts) == name


def test_a_signed_file_belongs_to_an_approval_elsewhere():
    facts = {"outcome": "approved", "closed_at": NOW, "document_number": "가-1", "external": True, "office": "구청"}
    assert wall(ApprovalRoundFactory, **facts) == "approval_round_numbered"
    good = {"signed_on": NOW.date(), "signed_file": StoredFileFactory(), "recorded_by": PersonFactory()}
    assert ApprovalRoundFactory(**facts, **good).pk


def test_decided_steps_go_nowhere():
    assert not any(MOVES[StepState][state] for state in ("approved", "sent_back", "skipped"))
