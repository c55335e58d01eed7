"""Title, two sentences, fields, place and period belong to a version, as its sections do."""

import pytest

from collaboration.actions import opinions, proposals, texts
from collaboration.models import ProposalVersion
from collaboration.reckoning.text import bigrams
from collaboration.states import SectionCode
from collaboration.tables.changes import changes

from .people import cast, closed, draft, fresh, given, refused, struck

pytestmark = pytest.mark.django_db
NEW = {"title": "온 동네 다회용기 순환", "place": "녹번시장"}


@pytest.fixture
def who():
    return cast()


def rewrite(who, proposal, **facts):
    return texts.proposal_write(by=who.proposer, proposal=proposal, facts=facts)


def test_a_draft_is_called_what_was_typed_last(who):
    proposal = draft(who)
    rewrite(who, proposal, **NEW)
    assert (fresh(proposal).title, fresh(proposal).place) == tuple(NEW.values())


def test_after_the_opinion_another_title_is_another_version(who):
    """Nothing the opinion speaks of changes under it: not by a new version that is thrown away, either."""
    opinion = closed(who)
    proposal, was = opinion.proposal, opinion.proposal.title
    rewrite(who, proposal, **NEW)
    assert fresh(proposal).title == was
    with refused("open_version"):
        proposals.proposal_confirm(by=who.planner, proposal=proposal)
    texts.proposal_discard(by=who.proposer, proposal=proposal)
    assert (fresh(proposal).title, fresh(proposal).place) == (was, "")
    rewrite(who, proposal, **NEW)
    assert texts.proposal_revise(by=who.proposer, proposal=proposal, note="") == [], "no point is about the title"
    assert (fresh(proposal).title, fresh(proposal).place) == tuple(NEW.values())
    with refused("other_version"):
        proposals.proposal_confirm(by=who.planner, proposal=proposal)
    opinions.opinion_extend(by=who.head, opinion=opinion)
    assert proposals.proposal_confirm(by=who.planner, proposal=proposal).state == "confirmed"


def test_what_was_handed_in_stays_called_as_it_was(who):
    opinion = given(who)
    rewrite(who, opinion.proposal, **NEW)
    first, second = ProposalVersion.objects.filter(proposal=opinion.proposal)
    with struck("version_sealed"):
        ProposalVersion.objects.filter(pk=first.pk).update(title=NEW["title"])
    with struck("version_until_after_since"):
        ProposalVersion.objects.filter(pk=second.pk).update(since="2027-05-02", until="2027-05-02")
    told = {change.label: "".join(piece.text for piece in change.pieces if piece.kind != "new") for change in
            changes(first, second)}  # fmt: skip
    assert list(told.values()) == [first.title, ""], "title and place, and nothing else"


def test_the_overlap_search_knows_the_new_words(who):
    proposal = draft(who)
    rewrite(who, proposal, **NEW)
    assert set(bigrams(NEW["title"], NEW["place"])) <= set(fresh(proposal).bigrams)


def test_only_a_difference_makes_a_version(who):
    opinion = given(who)
    rewrite(who, opinion.proposal, title=opinion.proposal.title)
    with refused("no_change"):
        texts.proposal_revise(by=who.proposer, proposal=opinion.proposal, note="")
    texts.proposal_write(by=who.proposer, proposal=opinion.proposal, sections={SectionCode.ROLES: "함께 씻습니다."})
    assert texts.proposal_revise(by=who.proposer, proposal=opinion.proposal, note="") == []
