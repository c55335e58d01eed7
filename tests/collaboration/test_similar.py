"""Similar proposals while one writes: nobody who is alike is missed, nobody sees what is not hers."""

import random
import unicodedata

import pytest
from django.urls import reverse

from collaboration.models import Proposal
from collaboration.reckoning.text import bigrams
from collaboration.tables.similar import ALIKE, SIMILAR, similar_to
from tests.factories import PersonFactory, ProposalFactory

from .people import cast, collected, draft

pytestmark = pytest.mark.django_db

MARKET = "다회용기로 여는 제로웨이스트 장터"


def dice(one: list[int], other: list[int]) -> int:
    return 200 * len(set(one) & set(other)) // (len(one) + len(other))


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
    assert {row.pk for row in found} < {row.pk for row in near}
    assert [row.alike for row in found] == sorted((row.alike for row in found), reverse=True)
    assert found[0].alike == dice(bigrams(MARKET), found[0].bigrams)


def test_similar_shows_nobody_a_strangers_draft_and_says_nothing_of_a_few_letters():
    who = cast()
    mine, other = draft(who, title=MARKET), PersonFactory()
    assert similar_to(other, ProposalFactory(), bigrams(MARKET)) == []
    assert [row.pk for row in similar_to(who.proposer, ProposalFactory(), bigrams(MARKET))] == [mine.pk]
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


def test_the_search_is_one_statement(django_assert_num_queries):
    who = cast()
    mine = draft(who, title=MARKET)
    who.proposer.current_memberships  # noqa: B018  (read once a request)
    collected(who, title=MARKET)
    with django_assert_num_queries(1):
        one = similar_to(who.proposer, mine)
    for _ in range(2):
        collected(who, title=MARKET)
    with django_assert_num_queries(1):
        three = similar_to(who.proposer, mine)
        assert [row.lead.name for row in three]
    assert (len(one), len(three)) == (1, 3)
