"""Proofs for reductions: handed in, read once, and then the paper is gone."""

import io
from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from park_portal.accounts.models import Person
from park_portal.accounts.states import Role
from park_portal.audit.models import AccessEvent, AuditEvent
from park_portal.core.clock import SEOUL
from park_portal.core.errors import ActionDenied
from park_portal.documents.models import StoredFile
from park_portal.notifications.models import InboxMessage
from spaces import actions, rules
from spaces.models import ReductionProof
from spaces.rules.proofs import usual_end
from spaces.states import ProofState, UserClass
from tests.factories import (
    MembershipFactory,
    OrganizationFactory,
    PersonFactory,
    ReductionFactory,
    ReductionProofFactory,
    SpaceFactory,
    centre_staff,
    member_of,
)
from tests.factories.accounts import operator
from tests.races.test_claims import together

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 3, 10, 0, tzinfo=SEOUL)
TODAY = NOW.date()
MINE, QUEUE = reverse("spaces:proof-submit"), reverse("spaces:proof-queue")


@pytest.fixture(autouse=True)
def clock_stands_still(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def staff():
    return centre_staff()


@pytest.fixture
def person():
    return PersonFactory(neighbourhood="녹번동")


@pytest.fixture
def reduction():
    return ReductionFactory(name="장애인 감면", name_en="Disabled people", proof="복지카드", proof_en="Welfare card")


@pytest.fixture
def english(client_of):
    def sign_in(person):
        client = client_of(person)
        client.cookies["language"] = "en"
        return client

    return sign_in


def words(response) -> str:
    return response.content.decode()


def picture(name="card.jpg") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "#c00").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue())


def hand_in(person, reduction, organization=None) -> ReductionProof:
    return actions.proof_submit(by=person, reduction=reduction, upload=picture(), organization=organization)


def refused(code: str, deed, **facts) -> None:
    with pytest.raises(ActionDenied) as refusal:
        deed(**facts)
    assert refusal.value.reason == code
    assert str(refusal.value).endswith(".")


# ------------------------------------------------------------------------------ handing in


def test_proof_submit_keeps_the_file_on_the_proof(person, reduction):
    proof = hand_in(person, reduction)
    assert (proof.state, proof.person, proof.organization) == ("submitted", person, None)
    assert (proof.file.subject_type, proof.file.subject_id) == ("spaces.reductionproof", str(proof.pk))
    event = AuditEvent.objects.get(verb="proof.submit")
    assert (event.subject_id, event.facts) == (str(proof.pk), {"reduction": reduction.pk})
    assert hand_in(PersonFactory(), reduction).pk > proof.pk


def test_proof_submit_refusals(person, reduction):
    none = ReductionFactory(proof="", user_classes=["resident"])
    over = ReductionFactory(until=TODAY)
    for one in (none, over, ReductionFactory(since=TODAY + timedelta(days=1))):
        refused("no_proof_asked", actions.proof_submit, by=person, reduction=one, upload=picture())
    body = OrganizationFactory()
    member = member_of(body)
    for by in (member, person, centre_staff()):
        refused("not_manager", actions.proof_submit, by=by, reduction=reduction, upload=picture(), organization=body)
    assert not StoredFile.objects.exists()


def test_a_proof_is_not_handed_in_twice_while_it_is_read(person, reduction, staff):
    body = OrganizationFactory()
    owner, manager = member_of(body, Role.OWNER), member_of(body, Role.MANAGER)
    hand_in(person, reduction)
    hand_in(owner, reduction, body)
    hand_in(owner, reduction)
    hand_in(person, ReductionFactory())
    refused("proof_waits", actions.proof_submit, by=person, reduction=reduction, upload=picture())
    twice = {"by": manager, "reduction": reduction, "upload": picture(), "organization": body}
    refused("proof_waits", actions.proof_submit, **twice)
    actions.proof_refuse(by=staff, proof=ReductionProof.objects.get(person=person, reduction=reduction), reason="흐림")
    assert hand_in(person, reduction).state == "submitted"


# ------------------------------------------------------------------------------ deciding


def test_proof_accept_purges_the_paper_and_counts(person, reduction, staff, django_capture_on_commit_callbacks):
    space = SpaceFactory(price=10_000)
    proof = hand_in(person, reduction)
    storage, path = proof.file.file.storage, proof.file.file.name
    assert storage.exists(path)
    with django_capture_on_commit_callbacks(execute=True):
        proof = actions.proof_accept(by=staff, proof=proof, valid_until=date(2028, 3, 3))
    assert not storage.exists(path)
    proof.refresh_from_db()
    assert (proof.state, proof.decided_by, proof.decided_at) == ("accepted", staff, NOW)
    assert proof.file.purged_at == NOW
    assert rules.price_book([space], UserClass.RESIDENT, person).reduction[2] == 50
    letter = InboxMessage.objects.get(recipient=person, kind="spaces.proof_decided")
    assert "50%" in letter.text
    event = AuditEvent.objects.get(verb="proof.accepted")
    assert (event.facts, event.fields) == ({"valid_until": "2028-03-03"}, ["state"])


def test_proof_refuse_tells_the_reason_in_the_persons_language(person, reduction, staff):
    person.language = "en"
    person.save()
    proof = actions.proof_refuse(by=staff, proof=hand_in(person, reduction), reason="The paper has expired.")
    assert (proof.state, proof.valid_until, proof.reason) == ("refused", None, "The paper has expired.")
    assert StoredFile.objects.get(pk=proof.file_id).purged_at == NOW
    letter = InboxMessage.objects.get(recipient=person, kind="spaces.proof_decided")
    assert "Disabled people" in letter.subject
    assert "The paper has expired." in letter.text
    assert "expired" not in str(AuditEvent.objects.get(verb="proof.refused").facts), "no words in the trail"


def test_proofs_are_decided_once_by_staff_and_never_ones_own(person, reduction, staff):
    proof = hand_in(person, reduction)
    later = TODAY + timedelta(days=10)
    refused("staff_only", actions.proof_accept, by=person, proof=proof, valid_until=later)
    refused("valid_until_past", actions.proof_accept, by=staff, proof=proof, valid_until=TODAY)
    own = hand_in(staff, reduction)
    refused("own_proof", actions.proof_accept, by=staff, proof=own, valid_until=later)
    refused("own_proof", actions.proof_refuse, by=staff, proof=own, reason="x")
    body = OrganizationFactory()
    owner = member_of(body, Role.OWNER)
    MembershipFactory(person=owner, organization=operator())
    colleague = hand_in(member_of(body, Role.MANAGER), reduction, body)
    refused("own_proof", actions.proof_accept, by=owner, proof=colleague, valid_until=later)
    actions.proof_accept(by=staff, proof=proof, valid_until=later)
    refused("decided", actions.proof_accept, by=centre_staff(), proof=proof, valid_until=later)
    refused("decided", actions.proof_refuse, by=centre_staff(), proof=proof, reason="x")


@pytest.mark.parametrize(
    ("months", "day", "end"),
    [
        (24, date(2027, 3, 3), date(2029, 3, 3)),
        (1, date(2027, 1, 31), date(2027, 2, 28)),
        (12, date(2028, 2, 29), date(2029, 2, 28)),
        (11, date(2027, 1, 15), date(2027, 12, 15)),
        (10, date(2027, 12, 15), date(2028, 10, 15)),
    ],
)
def test_usual_end(months, day, end):
    assert usual_end(ReductionFactory.build(proof_months=months), day) == end


# ------------------------------------------------------------------------------ who reads the paper


def test_the_paper_is_read_by_its_person_and_the_centre_only(person, reduction, staff, client_of):
    body = OrganizationFactory()
    owner = member_of(body, Role.OWNER)
    url = hand_in(owner, reduction, body).file.get_absolute_url()
    assert client_of(owner).get(url).status_code == 200
    assert client_of(staff).get(url).status_code == 200
    assert AccessEvent.objects.filter(what="file.download", actor_id=staff.pk).count() == 1
    for other in (member_of(body, Role.OWNER), member_of(body, Role.MANAGER), member_of(body), person):
        assert client_of(other).get(url).status_code == 404
    assert client_of(PersonFactory(is_superuser=True)).get(url).status_code == 404


def test_a_read_paper_is_gone(person, reduction, staff, client_of):
    proof = hand_in(person, reduction)
    actions.proof_refuse(by=staff, proof=proof, reason="흐림")
    assert client_of(person).get(proof.file.get_absolute_url()).status_code == 410


# ------------------------------------------------------------------------------ one's own page


def test_proof_submit_page(person, reduction, english):
    client = english(person)
    page = client.get(MINE)
    assert "Welfare card" in words(page)
    assert "deleted as soon as they have read it" in words(page)
    assert "holder" not in page.context["form"].fields
    said = client.post(MINE, {"reduction": reduction.pk, "file": picture()}, follow=True)
    assert "handed in" in words(said)
    assert "Being read" in words(said)
    again = client.post(MINE, {"reduction": reduction.pk, "file": picture()})
    assert "being read already" in words(again)
    assert ReductionProof.objects.count() == 1


def test_proof_submit_page_for_an_organisation(reduction, english):
    body, elsewhere = OrganizationFactory(), OrganizationFactory()
    owner = member_of(body, Role.OWNER)
    MembershipFactory(person=owner, organization=elsewhere)
    client = english(owner)
    choices = client.get(MINE).context["form"].fields["holder"].choices
    assert [str(code) for code, _label in choices] == ["", str(body.pk)]
    wrong = client.post(MINE, {"reduction": reduction.pk, "holder": elsewhere.pk, "file": picture()})
    assert list(wrong.context["form"].errors) == ["holder"]
    client.post(MINE, {"reduction": reduction.pk, "holder": body.pk, "file": picture()})
    assert ReductionProof.objects.get().organization == body


def polyglot() -> bytes:
    return b"%PDF-1.7\n<script>alert(1)</script>\n%%EOF\n<html>"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("card.pdf", polyglot(), "Something else is appended"),
        ("card.jpg", b"<html><script>alert(1)</script></html>", ""),
        ("card.exe", b"MZ", ""),
        ("card.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", ""),
        ("card.docx", b"PK\x03\x04", ""),
        ("card.pdf", b"%PDF-1.7\n" + b"0" * (10 * 1024 * 1024) + b"\n%%EOF", ""),
        ("card.pdf", b"", ""),
    ],
)
def test_hostile_files_are_sent_back_with_a_sentence(reduction, english, name, content, said):
    page = english(PersonFactory()).post(MINE, {"reduction": reduction.pk, "file": SimpleUploadedFile(name, content)})
    assert page.status_code == 200
    (sentence,) = page.context["form"].errors["file"]
    assert sentence.endswith(".")
    assert said in sentence
    assert page.context["form"]["reduction"].value() == str(reduction.pk), "what was chosen stays"
    assert not ReductionProof.objects.exists()
    assert not StoredFile.objects.exists()


def test_one_sees_only_ones_own_proofs(person, reduction, english):
    hand_in(PersonFactory(), reduction)
    assert list(english(person).get(MINE).context["page"]) == []
    for _ in range(11):
        ReductionProofFactory(person=person)
    assert english(person).get(MINE).context["page"].paginator.num_pages == 2


def test_a_proof_that_has_run_out_says_so(person, english, staff):
    proof = ReductionProofFactory(person=person)
    actions.proof_accept(by=staff, proof=proof, valid_until=TODAY + timedelta(days=1))
    assert "Accepted" in words(english(person).get(MINE))
    ReductionProof.objects.update(valid_until=TODAY)
    assert "Expired" in words(english(person).get(MINE))


# ------------------------------------------------------------------------------ the queue


def test_proof_queue_opens_the_oldest_and_decides(person, reduction, staff, english):
    client = english(staff)
    assert "No proof waits" in words(client.get(QUEUE))
    old = hand_in(person, reduction)
    ReductionProof.objects.update(submitted_at=NOW - timedelta(days=2))
    other = hand_in(PersonFactory(), reduction)
    page = client.get(QUEUE)
    assert page.context["proof"] == old
    assert [row.pk for row in page.context["page"]] == [old.pk, other.pk]
    assert old.file.get_absolute_url() in words(page)
    assert str(page.context["accept"]["valid_until"].value()) == "2029-03-03"
    assert AccessEvent.objects.filter(what="proof.queue").exists()
    accept = reverse("spaces:proof-accept", args=[old.pk])
    bad = client.post(accept, {"accept-valid_until": TODAY.isoformat()})
    assert list(bad.context["accept"].errors) == ["valid_until"]
    assert client.post(accept, {"accept-valid_until": "2028-01-01"}).url == QUEUE
    assert client.get(QUEUE).context["proof"] == other
    refuse = reverse("spaces:proof-refuse", args=[other.pk])
    assert client.post(refuse, {}).context["refuse"].non_field_errors()
    client.post(refuse, {"usual": "expired", "words": "2026년"})
    other.refresh_from_db()
    assert other.state == ProofState.REFUSED
    assert other.reason.endswith("2026년")
    assert len(other.reason) > 8
    assert client.get(reverse("spaces:proof-queue-open", args=[other.pk])).context["blocked"]


def test_the_second_to_decide_gets_a_sentence(person, reduction, staff, english):
    proof = hand_in(person, reduction)
    actions.proof_accept(by=staff, proof=proof, valid_until=date(2028, 1, 1))
    client = english(centre_staff())
    for name, data in (("accept", {"accept-valid_until": "2028-02-02"}), ("refuse", {"usual": "wrong"})):
        page = client.post(reverse(f"spaces:proof-{name}", args=[proof.pk]), data)
        assert page.status_code == 409
        assert "decided already" in words(page)
    proof.refresh_from_db()
    assert proof.valid_until == date(2028, 1, 1)
    assert InboxMessage.objects.filter(kind="spaces.proof_decided").count() == 1


def test_own_proofs_stand_in_the_queue_without_buttons(reduction, staff, english):
    own = hand_in(staff, reduction)
    page = english(staff).get(QUEUE)
    assert "A colleague reads it." in words(page)
    assert reverse("spaces:proof-accept", args=[own.pk]) not in words(page)
    answer = english(staff).post(reverse("spaces:proof-accept", args=[own.pk]), {"accept-valid_until": "2028-01-01"})
    assert answer.status_code == 403


@pytest.mark.parametrize("url", [QUEUE, MINE])
def test_pages_ask_as_much_for_three_as_for_one(url, staff, client_of):
    client = client_of(staff)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    def more() -> None:
        ReductionProofFactory(organization=OrganizationFactory())
        ReductionProofFactory(person=staff, organization=OrganizationFactory())

    more()
    count()
    one = count()
    more()
    more()
    assert count() == one


# ------------------------------------------------------------------------------ two at once


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("second", ["accept", "refuse"])
def test_two_at_once_decide_once(second):
    person, reduction, staff = PersonFactory(), ReductionFactory(), [centre_staff(), centre_staff()]
    proof = hand_in(person, reduction)

    def accept() -> object:
        return actions.proof_accept(by=fresh(staff[0]), proof=proof, valid_until=date(2028, 1, 1))

    def refuse() -> object:
        return actions.proof_refuse(by=fresh(staff[1]), proof=proof, reason="흐림")

    assert together([accept, {"accept": accept, "refuse": refuse}[second]]) == {"": 1, "decided": 1}
    assert InboxMessage.objects.filter(kind="spaces.proof_decided").count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_at_once_hand_in_once():
    body, reduction = OrganizationFactory(), ReductionFactory()
    people = [member_of(body, Role.OWNER), member_of(body, Role.MANAGER)]

    def deed(person):
        return lambda: hand_in(fresh(person), reduction, body)

    assert together([deed(person) for person in people]) == {"": 1, "proof_waits": 1}
    assert StoredFile.objects.count() == 1


def fresh(person):
    return Person.objects.get(pk=person.pk)
