"""Random lives of a line: whatever people try in whatever order, nothing is approved past anybody's turn."""

from itertools import groupby

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from park_portal.approvals import actions
from park_portal.approvals.models import ApprovalLine, ApprovalRound, ApprovalStep, NumberSeries
from park_portal.core.errors import ActionDenied
from park_portal.documents.models import Document
from tests.factories import DeputyFactory, DocumentFactory, member_of
from tests.factories.accounts import operator

from .people import again, change, fresh

pytestmark = pytest.mark.django_db

KINDS = st.lists(st.sampled_from(["review", "concur"]), max_size=3)
VERBS = ("submit", "sign", "sign", "sign", "final", "back", "withdraw", "change", "stale", "elsewhere", "anew")
DEEDS = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 4), st.integers(0, 5)), min_size=1, max_size=25)


class World:
    """One department, its drafter, colleagues who stand in lines and a deputy for the first of them."""

    def __init__(self, kinds):
        self.drafter = member_of(operator())
        self.people = [member_of(operator()) for _ in range(len(kinds) + 1)]
        self.deputy = DeputyFactory(person=self.people[0], deputy=member_of(operator())).deputy
        self.kinds = [*kinds, "decide"]
        self.line = self.draft(DocumentFactory(subject_id=self.drafter.pk))
        self.seen = {self.line.content_hash}
        self.numbers: list[str] = []

    def draft(self, document):
        steps = list(zip(self.kinds, self.people, strict=True))
        return actions.line_draft(by=fresh(self.drafter), document=document, department=operator(), steps=steps)

    def do(self, verb, nth, who):
        everybody = [self.drafter, self.deputy, *self.people]
        line, by = again(self.line), fresh(everybody[who % len(everybody)])
        steps = list(line.current.steps.all())
        step, seen = steps[nth % len(steps)], line.content_hash
        deeds = {
            "submit": lambda: actions.line_submit(by=by, line=line),
            "sign": lambda: actions.step_approve(by=by, step=step, seen_hash=seen),
            "final": lambda: actions.step_approve(by=by, step=step, seen_hash=seen, final=True),
            "back": lambda: actions.step_send_back(by=by, step=step, seen_hash=seen, comment="-"),
            "stale": lambda: actions.step_approve(by=by, step=step, seen_hash="0" * 64),
            "withdraw": lambda: actions.line_withdraw(by=by, line=line),
            "elsewhere": lambda: actions.line_externalise(by=by, line=line),
            "change": lambda: change(line, f"{nth}-{who}"),
            "anew": lambda: setattr(self, "line", self.draft(line.document)),
        }
        try:
            with transaction.atomic():
                deeds[verb]()
        except ActionDenied:
            return
        assert verb != "stale"

    def check(self):
        line = again(self.line)
        now = list(line.current.steps.all())
        newest = Document.objects.filter(subject_id=line.subject_id, kind=line.kind).order_by("-version").first()
        assert line.state == "withdrawn" or line.content_hash == newest.content_hash == line.document.content_hash
        assert len({step.position for step in now if step.state == "pending"}) <= 1
        for round_ in ApprovalRound.objects.prefetch_related("steps"):
            steps = list(round_.steps.all())
            signed = [step for step in steps if step.decided_by_id]
            assert len({step.decided_by_id for step in signed}) == len(signed)
            assert all(step.decided_by_id != self.drafter.pk for step in signed if step.kind != "draft")
            in_order(steps)
            if round_.outcome == "approved":
                last = signed[-1]
                assert last.kind == "decide" or last.mark == "final"
                assert all(step.state == "approved" for step in steps if step.position <= last.position)
            assert (round_.outcome == "") == any(s.state == "pending" for s in steps) or round_.external
        given_ = [row.serial for row in ApprovalRound.objects.exclude(serial=None).order_by("serial")]
        assert given_ == list(range(1, len(given_) + 1))
        assert sum(series.last for series in NumberSeries.objects.all()) == len(given_)


def in_order(steps):
    """Nobody has signed while somebody at an earlier position had not."""
    for position, group in groupby(steps, key=lambda step: step.position):
        if any(step.decided_by_id for step in group):
            assert all(step.state == "approved" for step in steps if step.position < position)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kinds=KINDS, deeds=DEEDS)
def test_no_line_is_approved_past_anybody(kinds, deeds, db):
    with transaction.atomic():
        world = World(kinds)
        for verb, nth, who in deeds:
            world.do(verb, nth, who)
            world.check()
        transaction.set_rollback(True)


def test_the_deeds_reach_every_state(db):
    """The control: what the random lives try does lead to approval, return, reopening and another office."""
    world = World(["review"])
    for verb, nth, who in [("submit", 0, 0), ("sign", 1, 1), ("sign", 2, 3), ("change", 1, 1), ("submit", 0, 0)]:
        world.do(verb, nth, who)
        world.check()
    world.do("back", 1, 2)
    assert again(world.line).state == "sent_back"
    world.do("elsewhere", 0, 0)
    assert again(world.line).current.external
    outcomes = ApprovalRound.objects.order_by("round").values_list("outcome", flat=True)
    assert list(outcomes) == ["approved", "sent_back", ""]
    assert ApprovalStep.objects.filter(mark="deputy").count() == 1
    world.do("withdraw", 0, 0)
    world.do("anew", 0, 0)
    assert ApprovalLine.objects.count() == 2
