"""The public directory: only what has its consent, on every road, and nothing when it is taken back."""

import json
import unicodedata

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from park_portal.accounts.states import Duty, Role
from park_portal.audit.models import AuditEvent
from park_portal.core import clock
from park_portal.core.errors import ActionDenied
from park_portal.documents.models import StoredFile
from tenants.actions import directory as actions
from tenants.models import DirectoryEntry
from tenants.states import DirectoryField
from tests.factories import DirectoryEntryFactory, OrganizationFactory, centre_staff, member_of

from .care import picture, queries, tenant, words

pytestmark = pytest.mark.django_db
LIST, API = reverse("tenants:directory-list"), "/api/v1/organizations/"
FACTS = {"intro": "나무를 살립니다", "email": "wood@example.org", "phone": "+8225551234", "field": "environment"}
WORDS = {
    "story": "버려진 나무로 가구를",
    "story_en": "",
    "offers": "책상\n의자",
    "offers_en": "",
    "website": "https://wood.example.org/",
    "links": ["https://blog.example.org/wood"],
}
# What stands where, for each consent: a sign of the field in page and API.
SIGNS = {
    "intro": ["나무를 살립니다", "버려진 나무로"],
    "offers": ["책상"],
    "place": ["입주동 이름"],
    "email": ["wood@example.org"],
    "phone": ["555-1234"],
    "links": ["wood.example.org/", "blog.example.org"],
    "photos": ["작업실 사진"],
}


@pytest.fixture
def body():
    organization, _head, room = tenant(name="나무살림", name_en="Wood & Life", **FACTS)
    room.building.name = "입주동 이름"
    room.building.code = "wood-house"
    room.building.save()
    return organization


@pytest.fixture
def head(body):
    return member_of(body, Role.OWNER)


def show(head, body, shown=(), publish=True) -> DirectoryEntry:
    actions.directory_edit(by=head, organization=body, shown=list(shown), **WORDS)
    if not DirectoryEntry.objects.get(organization=body).photos.exists():
        actions.directory_photo_add(by=head, organization=body, upload=picture(), caption="작업실 사진")
    return actions.directory_publish(by=head, organization=body) if publish else body.directory_entry


def detail(body) -> str:
    return reverse("tenants:directory-detail", args=[body.pk])


def photo_url(entry) -> str:
    return reverse("tenants:directory-photo", args=[entry.organization_id, entry.photos.get().pk])


@pytest.mark.parametrize("shown", [[], *([field] for field in DirectoryField), list(DirectoryField)])
def test_only_what_has_its_consent_is_seen(shown, body, head):
    entry = show(head, body, shown)
    page = words(Client().get(detail(body)))
    card = words(Client().get(LIST)).partition("pp-cols")[2]  # below the filter, which names every building
    row = Client().get(f"{API}{body.pk}/").json()
    said = json.dumps(row, ensure_ascii=False)
    listed = Client().get(API).json()["results"]
    assert "나무살림" in page
    assert listed == [row]
    for field, signs in SIGNS.items():
        for sign in signs:
            assert (sign in page) is (field in shown), f"{field} on the page"
            if field not in shown:
                assert sign not in card, f"{field} on the card"
    api_signs = SIGNS | {"place": ["wood-house"], "phone": ["+8225551234"]}
    for field, signs in api_signs.items():
        assert all((sign in said) is (field in shown) for sign in signs), f"{field} in the API"
    assert Client().get(photo_url(entry)).status_code == (200 if "photos" in shown else 404)
    assert len(Client().get(LIST, {"q": "버려진"}).context["cards"]) == ("intro" in shown)
    assert len(Client().get(LIST, {"q": "의자"}).context["cards"]) == ("offers" in shown)
    assert len(Client().get(LIST, {"building": "wood-house"}).context["cards"]) == ("place" in shown)
    assert Client().get(API, {"q": "의자"}).json()["count"] == ("offers" in shown)


def test_nothing_is_seen_before_it_is_published_and_after_it_is_taken_back(body, head, client_of):
    entry = show(head, body, list(DirectoryField), publish=False)
    urls = [detail(body), f"{API}{body.pk}/", photo_url(entry)]
    for url in urls:
        assert Client().get(url).status_code == 404
    assert client_of(head).get(reverse("tenants:directory-preview", args=[body.pk])).status_code == 200
    actions.directory_publish(by=head, organization=body)
    for url in urls:
        assert Client().get(url).status_code == 200
    private = entry.photos.get().file.get_absolute_url()
    assert Client().get(private).status_code == 302, "the private file stays behind the sign-in"
    assert client_of(member_of(OrganizationFactory())).get(private).status_code == 404
    entry = actions.directory_withdraw(by=head, organization=body)
    assert (entry.shown, entry.published_at) == ([], None)
    for url in urls:
        assert Client().get(url).status_code == 404
    assert Client().get(API).json()["results"] == []


def test_a_page_leaves_with_its_organisation(body, head):
    show(head, body)
    agreement = body.agreements.get()
    agreement.state, agreement.ended_on, agreement.end_reason = "ended", clock.today(), "expired"
    agreement.save()
    assert Client().get(detail(body)).status_code == 404
    assert not Client().get(LIST).context["cards"]


def test_who_keeps_the_page(body, head):
    for keeper in (member_of(body, Role.MANAGER), member_of(body, duties=[Duty.PROMOTION])):
        actions.directory_edit(by=keeper, organization=body, shown=["email"], **WORDS)
    for other in (member_of(body), centre_staff(), tenant()[1]):
        for deed in (actions.directory_publish, actions.directory_withdraw):
            with pytest.raises(ActionDenied) as refusal:
                deed(by=other, organization=body)
            assert refusal.value.reason == "not_promoter"
    gone = OrganizationFactory()
    with pytest.raises(ActionDenied) as refusal:
        actions.directory_publish(by=member_of(gone, Role.OWNER), organization=gone)
    assert refusal.value.reason == "not_resident"


def test_each_consent_is_kept_with_who_and_when(body, head):
    entry = show(head, body, ["intro"])
    later = member_of(body, Role.MANAGER)
    entry = actions.directory_edit(by=later, organization=body, shown=["email"], **WORDS)
    assert (entry.consented_by, entry.published_at) == (later, entry.consented_at)
    event = AuditEvent.objects.filter(verb="directory.edit").latest("pk")
    assert (event.facts, event.actor_id) == ({"added": ["email"], "gone": ["intro"]}, later.pk)
    again = actions.directory_edit(by=head, organization=body, shown=["email"], **WORDS)
    assert again.consented_by == later, "words alone are no consent"


def test_the_editor_asks_for_each_field_and_previews(body, head, client_of):
    client, url = client_of(head), reverse("tenants:directory-edit", args=[body.pk])
    form = client.get(url).context["form"]
    assert len(form.consents) == len(DirectoryField)
    assert not any(field.initial for field in form.consents)
    typed = {**WORDS, "links": "https://a.example\nhttps://b.example", "show_intro": "on"}
    bad = client.post(url, typed | {"links": "javascript:alert(1)"})
    assert list(bad.context["form"].errors) == ["links"]
    answer = client.post(url, typed)
    assert answer.url == reverse("tenants:directory-preview", args=[body.pk])
    entry = DirectoryEntry.objects.get()
    assert (entry.shown, entry.links) == (["intro"], ["https://a.example", "https://b.example"])
    preview = words(client.get(answer.url))
    assert "버려진 나무로" in preview
    assert "wood@example.org" not in preview
    add = reverse("tenants:directory-photo-add", args=[body.pk])
    assert list(client.post(add, {"photo-caption": "x"}).context["photo_form"].errors) == ["file"]
    client.post(add, {"photo-caption": "작업실", "photo-file": picture()})
    photo = entry.photos.get()
    client.post(reverse("tenants:directory-photo-remove", args=[body.pk, photo.pk]))
    assert not entry.photos.exists()
    assert StoredFile.objects.get(pk=photo.file_id).purged_at
    client.post(reverse("tenants:directory-publish", args=[body.pk]))
    assert "버려진 나무로" in words(Client().get(detail(body)))
    client.post(reverse("tenants:directory-withdraw", args=[body.pk]))
    assert Client().get(detail(body)).status_code == 404


def test_search_by_words_field_and_decomposed_hangul(body, head):
    show(head, body, ["intro"])
    other, other_head, _room = tenant(name="그림방", field="arts")
    show(other_head, other)
    names = lambda query: [card.organization.name for card in Client().get(LIST, query).context["cards"]]  # noqa: E731
    assert names({}) == ["그림방", "나무살림"]
    assert names({"field": "arts"}) == ["그림방"]
    assert names({"q": "나무 가구"}) == names({"q": "wood"}) == ["나무살림"]
    assert names({"q": unicodedata.normalize("NFD", "나무살림")}) == ["나무살림"]
    assert names({"q": "없는말"}) == []
    english = Client()
    english.cookies["language"] = "en"
    assert "Wood &amp; Life" in words(english.get(detail(body)))


def test_api_is_made_to_be_embedded_and_described(body, head, tmp_path):
    show(head, body, ["photos"])
    answer = Client().get(API)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    (photo,) = answer.json()["results"][0]["photos"]
    assert photo["url"].startswith("http://testserver/organizations/")
    assert Client().get(photo["url"]).headers["Content-Type"] == "image/jpeg"
    target = tmp_path / "schema.json"
    call_command("spectacular", "--validate", "--fail-on-warn", "--format", "openapi-json", "--file", str(target))
    described = json.loads(target.read_text())["components"]["schemas"]["PublicOrganization"]["properties"]
    assert set(described) == set(answer.json()["results"][0])


@pytest.mark.parametrize("url", [LIST, API])
def test_lists_ask_as_much_for_three_as_for_one(url, body, head):
    def more():
        organization, _person, _room = tenant()
        DirectoryEntryFactory(organization=organization, shown=list(DirectoryField))

    show(head, body, list(DirectoryField))
    queries(Client(), url)
    one = queries(Client(), url)
    more()
    more()
    assert queries(Client(), url) == one
