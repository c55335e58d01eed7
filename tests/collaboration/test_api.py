"""Confirmed proposals in the public API."""

import pytest

from collaboration.actions import proposals
from collaboration.models import Proposal

from .people import cast, closed, draft

pytestmark = pytest.mark.django_db
PUBLIC = {
    "id", "number", "title", "summary", "fields", "place", "since", "until", "state", "proposer", "lead", "receiver",
    "confirmed_at",
}  # fmt: skip


def confirmed(who):
    return proposals.proposal_confirm(by=who.planner, proposal=closed(who).proposal)


def test_only_what_is_confirmed_and_public_is_shown(client):
    who = cast()
    one, hidden, unsaid = confirmed(who), confirmed(who), draft(who)
    Proposal.objects.filter(pk=hidden.pk).update(is_public=False)
    (row,) = client.get("/api/v1/proposals/").json()["results"]
    assert set(row) == PUBLIC
    assert (row["id"], row["lead"], row["receiver"]) == (one.pk, who.tenant.name, who.department.name)
    assert client.get(f"/api/v1/proposals/{one.pk}/").json() == row
    for other in (hidden, unsaid):
        assert client.get(f"/api/v1/proposals/{other.pk}/").status_code == 404


def test_the_list_is_narrowed_and_refuses_unknown_codes(client):
    who = cast()
    running = proposals.proposal_start(by=who.planner, proposal=confirmed(who))
    confirmed(who)
    found = lambda query: [row["id"] for row in client.get(f"/api/v1/proposals/?{query}").json()["results"]]  # noqa: E731
    assert found("state=running") == [running.pk]
    assert len(found("field=environment")) == 2
    assert found("field=arts") == []
    for query in ("state=draft", "field=nothing"):
        assert client.get(f"/api/v1/proposals/?{query}").status_code == 400


def test_a_longer_list_asks_no_more(client, django_assert_max_num_queries):
    who = cast()
    counts = []
    for rows in (1, 3):
        while Proposal.objects.public().count() < rows:
            confirmed(who)
        with django_assert_max_num_queries(20) as asked:
            client.get("/api/v1/proposals/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_description_names_proposals(client):
    schema = client.get("/api/schema/?format=json").json()
    names = {one["name"] for one in schema["paths"]["/api/v1/proposals/"]["get"]["parameters"]}
    assert {"state", "field"} <= names
