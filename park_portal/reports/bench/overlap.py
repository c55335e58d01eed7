"""Similar proposals among many: the search beside the least SQL, then what a page asks for while somebody writes."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection

from collaboration.models import Proposal
from collaboration.states import ProposalState
from collaboration.tables.similar import ALIKE, SIMILAR, similar_to
from park_portal.accounts.models import Membership, Organization, Person
from park_portal.accounts.states import Duty, OrganizationKind
from park_portal.core import clock

from .figures import Figure, at_most, beside_floor, times_ms
from .workloads import same

BUDGET_MS = 50  # an answer beside the text, before the next word is typed
WORDS, TITLE = 120, 16  # bigrams of a whole proposal, and of a title

# Four thousand bigrams, the low numbers far more frequent than the high ones, as in any language.
FILL = """
INSERT INTO collaboration_proposal (
    kind, proposer, lead_id, author_id, title, summary, fields, place, state, held_from, reason, is_public, bigrams,
    created_at)
SELECT 'proposal', 'tenant', %(lead)s, %(author)s, 'bench ' || n, '', '{}', '', %(state)s, '', '', true,
       (SELECT array_agg(DISTINCT k ORDER BY k)
        FROM (SELECT floor(4000 * power((hashint4extended(w, n) & 65535) / 65536.0, 2))::int AS k
              FROM generate_series(1, %(words)s) w) drawn),
       now()
FROM generate_series(1, %(size)s) n
"""
FLOOR = """
SELECT id, alike FROM (
    SELECT id, 200 * icount(bigrams & %(words)s::int[]) / (icount(bigrams) + %(many)s) AS alike
    FROM collaboration_proposal OFFSET 0
) compared
WHERE alike >= %(percent)s ORDER BY alike DESC, id DESC LIMIT %(most)s
"""


def build(size: int) -> Person:
    """Fill the table with drafts, the same for the same size; gives the planner who wrote and may read them all."""
    lead = Organization.objects.create(name="Bench", kind=OrganizationKind.COMPANY)
    planning = Organization.objects.create(name="Planning", kind=OrganizationKind.DISTRICT_DEPARTMENT)
    person = Person.objects.create(email="overlap@example.org", name="Bench", joined_at=clock.now())
    Membership.objects.create(person=person, organization=planning, since=clock.today(), duties=[Duty.COORDINATION])
    facts = {"lead": lead.pk, "author": person.pk, "state": ProposalState.DRAFT, "words": WORDS, "size": size}
    with connection.cursor() as cursor:
        cursor.execute(FILL, facts)
        cursor.execute("VACUUM ANALYZE collaboration_proposal")
    return person


def figures(size: int, count: int) -> Iterator[Figure]:
    """The search by a whole proposal, then all that stands beside the form: by the whole text, and by a title."""
    person = build(size)
    asked = list(Proposal.objects.order_by("pk")[: count + 2])
    for proposal in asked[:3]:
        same(like(proposal.bigrams), floor(proposal.bigrams))
    times = times_ms(lambda n: like(asked[n].bigrams), count, lambda n: floor(asked[n].bigrams))
    yield beside_floor("overlap", *times)
    for name, words in (("overlap-page", WORDS), ("overlap-page-title", TITLE)):

        def page(n: int, words: int = words) -> Any:
            return similar_to(person, asked[n], asked[n].bigrams[-words:])  # a title says the rarer words

        yield at_most(name, *times_ms(page, count), BUDGET_MS)


def like(words: Sequence[int]) -> list[tuple[int, int]]:
    return list(Proposal.objects.like(words, ALIKE).values_list("pk", "alike")[:SIMILAR])


def floor(words: Sequence[int]) -> list[Any]:
    asked = {"words": list(words), "many": len(words), "percent": ALIKE, "most": SIMILAR}
    with connection.cursor() as cursor:
        cursor.execute(FLOOR, asked)
        return cursor.fetchall()
