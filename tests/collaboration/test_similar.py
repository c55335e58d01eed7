"""Similar work while one writes: nobody who is alike is missed, and what is not one's own is named without a link."""

import random
import unicodedata

import pytest
from django.urls import reverse

from collaboration.actions import proposals
from collaboration.models import Proposal
from collaboration.reckoning.text import bigrams, dice
from collaboration.states import Verdict
from collaboration.tables.similar import ALIKE, SIMILAR, similar_to
from park_portal.accounts.states import OrganizationKind
from park_portal.core import clock
from tests.factories import (
    LinkagePlanFactory,
    OrganizationFactory,
    PersonFactory,
    ProposalFactory,
    SubProjectFactory,
    member_of,
)

from .people import cast, collected, draft, given

pytestmark = pytest.mark.django_db

MARKET = "다회용기로 여는 제로웨이스트 장터"


def test_bigrams_are_numbers_of_composed_lower_case_words_without_the_common_ones():
    assert bigrams("") == bigrams("사업", "가 나 !") == []  # a common word; single letters
    assert bigrams("AB") == bigrams("ab!") == [10 * 11208 + 11]
    assert bigrams("장터") == bigrams(unicodedata.normalize("NFD", "장터"))
    assert len(bigrams("장터", "장터 장터")) == 1
    assert bigrams("힣힣") == [11208**2 - 1]
    assert bigrams("힣힣")[0] < 2**31
    assert bigrams(MARKET) == sorted(set(bigrams(MARKET)))


def test_the_search_finds_exactly_those_that_are_alike():
    """Against plain Python over random texts, the frequent pairs far more frequent than the rare ones."""
    drawn = random.Random(7)  # noqa: S311  (not a secret)
    pairs = [sorted({int(400 * drawn.random() ** 2) for _ in range(drawn.randint(1, 40))}) for _ in range(60)]
    rows = [ProposalFactory(bigrams=found) for found in pairs]
    for wanted in pairs[:15]:
        alike = [(dice(wanted, row.bigrams), row.pk) for row in rows]
        expected = sorted((found for found in alike if found[0] >= ALIKE), reverse=True)
        assert [(row.alike, row.pk) for row in Proposal.objects.like(wanted, ALIKE)] == expected


def test_similar_names_the_nearest_first_and_no_more_than_fit():
    who = cast()
    mine = draft(who, title=MARKET)
    near = [collected(who, title=f"{MARKET} {n}회") for n in range(SIMILAR + 1)]
    collected(who, title="반려식물 병원")
    found = similar_to(who.proposer, mine, bigrams(MARKET))
    assert len(found) == SIMILAR
    assert {row.number for row in found} < {row.number for row in near}
    assert [row.alike for row in found] == sorted((row.alike for row in found), reverse=True)
    assert found[0].alike == dice(bigrams(MARKET), near[-1].bigrams)


def test_similar_shows_nobody_a_strangers_draft_and_says_nothing_of_a_few_letters():
    who = cast()
    mine, other = draft(who, title=MARKET), PersonFactory()
    assert similar_to(other, ProposalFactory(), bigrams(MARKET)) == []
    assert similar_to(who.clerk, ProposalFactory(), bigrams(MARKET)) == []
    assert [row.url for row in similar_to(who.proposer, None, bigrams(MARKET))] == [mine.get_absolute_url()]
    assert similar_to(who.proposer, ProposalFactory(), bigrams("장터")) == []


def test_what_is_typed_is_compared_and_not_kept(client):
    who = cast()
    other, mine = collected(who, title=MARKET), draft(who, title="아직 모름")
    client.force_login(who.proposer)
    url = reverse("collaboration:proposal-similar", args=[mine.pk])
    answer = client.post(url, {"title": MARKET, "section_aim": ""})
    assert other.title in answer.content.decode()
    mine.refresh_from_db()
    assert mine.title == "아직 모름"


def test_another_departments_work_is_named_without_a_link():
    """Two departments hear of each other; somebody without a body that proposes reads what is public."""
    who = cast()
    other = collected(who, title=MARKET)
    member = member_of(OrganizationFactory(kind=OrganizationKind.DISTRICT_DEPARTMENT))
    (found,) = similar_to(member, None, bigrams(MARKET), ["environment"])
    assert (found.title, found.number, found.names) == (MARKET, other.number, (who.tenant.title,))
    assert (found.url, found.state_words, found.shared) == ("", "", ())
    (opened,) = similar_to(who.planner, None, bigrams(MARKET), ["environment", "arts"])
    assert (opened.url, opened.shared) == (other.get_absolute_url(), ("환경",))
    assert similar_to(PersonFactory(), None, bigrams(MARKET)) == []
    public = proposals.proposal_confirm(by=who.planner, proposal=given(who, Verdict.AGREE, [], title=MARKET).proposal)
    assert [row.url for row in similar_to(PersonFactory(), None, bigrams(MARKET))] == [public.get_absolute_url()]


def test_the_work_of_the_plan_in_force_is_compared_too():
    who = cast()
    today = clock.today()
    plan = LinkagePlanFactory(year=today.year, state="approved", approved_at=clock.now())
    part = SubProjectFactory(plan=plan, title=MARKET)
    SubProjectFactory(plan=LinkagePlanFactory(year=today.year + 1), title=MARKET)
    (found,) = similar_to(who.proposer, None, bigrams(MARKET))
    assert (found.title, found.alike) == (MARKET, 100)
    assert found.url == f"{plan.get_absolute_url()}#s-{part.pk}"


def test_the_first_words_are_compared_before_anything_is_kept(client):
    who = cast()
    collected(who, title=MARKET)
    client.force_login(member_of(OrganizationFactory()))
    answer = client.post(reverse("collaboration:typed-similar"), {"title": MARKET, "summary": ""}).content.decode()
    assert MARKET in answer
    assert "기획" in answer
    assert "/proposals/" not in answer
    assert Proposal.objects.count() == 1
    assert (
        reverse("collaboration:typed-similar") in client.get(reverse("collaboration:proposal-begin")).content.decode()
    )


def test_the_search_asks_the_same_however_much_it_finds(django_assert_num_queries):
    """One statement for the search, one for what may be opened, one for the plan in force."""
    who = cast()
    mine = draft(who, title=MARKET)
    who.proposer.current_memberships  # noqa: B018  (read once a request)
    collected(who, title=MARKET)
    with django_assert_num_queries(3):
        one = similar_to(who.proposer, mine)
    for _ in range(2):
        collected(who, title=MARKET)
    with django_assert_num_queries(3):
        three = similar_to(who.proposer, mine)
    assert (len(one), len(three)) == (1, 3)
