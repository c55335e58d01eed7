"""Issuing papers, keeping files, and who may read them."""

import io
import stat
import uuid
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from pypdf import PdfReader

from park_portal.audit.models import AccessEvent, AuditEvent
from park_portal.documents import actions, readers
from park_portal.documents.content import ApprovalBox, BoxCell, digest
from park_portal.documents.models import Document, StoredFile
from park_portal.documents.pdf import paper_pdf
from park_portal.documents.signals import document_changed
from tests.factories import DocumentFactory, PersonFactory, StoredFileFactory, centre_staff
from tests.factories.documents import SUBJECT, paper

from .samples import report

pytestmark = pytest.mark.django_db


def issue(by=None, subject=1, sheet=None, **given):
    sheet = sheet or paper()
    return actions.document_issue(
        by=by, subject_type=SUBJECT, subject_id=subject, kind=sheet.kind, paper=sheet, **given
    )


@pytest.fixture
def heard():
    news = []

    def hear(sender, document, previous, **kwargs):
        news.append((document.version, previous and previous.version))

    document_changed.connect(hear)
    yield news
    document_changed.disconnect(hear)


# --------------------------------------------------------------------------------- versions


def test_a_paper_is_frozen_as_it_was_issued(heard):
    person = PersonFactory()
    document = issue(person, sheet=report())
    document = Document.objects.get(pk=document.pk)
    assert document.paper == report()
    assert (document.version, document.number, document.content_hash) == (1, "운영-2026-017", digest(report()))
    assert heard == [(1, None)]
    assert AuditEvent.objects.get(verb="document.issue").facts == {"kind": "report", "version": 1}


def test_the_same_content_is_the_same_version(heard):
    first = issue()
    same = issue(sheet=paper(number="다른 번호", box=ApprovalBox((BoxCell("결재"),)), ending=True))
    assert same.pk == first.pk
    assert same.number == ""
    assert heard == [(1, None)]


def test_changed_content_is_a_new_version(heard):
    issue()
    second = issue(sheet=paper(title="다른 제목"))
    back = issue()
    assert (second.version, back.version) == (2, 3)
    assert heard == [(1, None), (2, 1), (3, 2)]
    assert list(Document.objects.current()) == [back]


def test_subjects_kinds_and_languages_count_apart():
    rows = [
        issue(), issue(subject=2), issue(sheet=paper(kind="bill")), issue(sheet=paper(language="en")),
        issue(sheet=paper(title="둘")),
    ]  # fmt: skip
    assert [row.version for row in rows] == [1, 1, 1, 1, 2]
    assert Document.objects.current().count() == 4


def test_a_receiver_that_fails_takes_the_issue_back():
    def fail(sender, **kwargs):
        raise RuntimeError("no")

    document_changed.connect(fail)
    try:
        with pytest.raises(RuntimeError), transaction.atomic():
            issue()
    finally:
        document_changed.disconnect(fail)
    assert not Document.objects.exists()
    assert not AuditEvent.objects.filter(verb="document.issue").exists()


def test_marks_of_an_approval_leave_the_content_alone():
    document = issue()
    box = ApprovalBox((BoxCell("결재", "박소나무", "전결", date(2026, 10, 6)),))
    marked = actions.document_mark(by=None, document=document, number="운영-1", box=box, ending=True)
    assert (marked.pk, marked.version, marked.content_hash) == (document.pk, 1, document.content_hash)
    assert marked.paper == replace(document.paper, number="운영-1", box=box, ending=True)
    assert marked.number == "운영-1"
    assert digest(marked.paper) == marked.content_hash
    assert issue().pk == document.pk  # issued again unchanged, it keeps its marks
    assert AuditEvent.objects.get(verb="document.mark").fields == ["box", "ending", "number"]


def test_the_database_refuses_a_second_first_version():
    DocumentFactory(subject_id="7")
    with pytest.raises(IntegrityError), transaction.atomic():
        DocumentFactory(subject_id="7")


# --------------------------------------------------------------------------------- files


@pytest.fixture(scope="module")
def pdf():
    return paper_pdf(report(blocks=()))


def keep(by, content, name="영수증.pdf"):
    upload = SimpleUploadedFile(name, content)
    return actions.file_store(by=by, subject_type=SUBJECT, subject_id=by.pk, purpose="evidence", upload=upload)


def test_a_file_is_kept_under_a_path_that_says_nothing(pdf):
    person = PersonFactory()
    file = StoredFile.objects.get(pk=keep(person, pdf).pk)
    path = Path(file.file.path)
    assert path.name == file.pk.hex
    assert path.read_bytes() == pdf
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (file.name, file.size, file.content_type) == ("영수증.pdf", len(pdf), "application/pdf")
    assert AuditEvent.objects.get(verb="file.store").subject_id == str(file.pk)


def test_no_road_goes_round_the_examination(pdf):
    with pytest.raises(ValidationError):
        keep(PersonFactory(), pdf + b"<script>")
    with pytest.raises(ValidationError):
        keep(PersonFactory(), pdf, name="a.exe")
    assert not StoredFile.objects.exists()


def test_no_bytes_without_a_row(pdf, monkeypatch):
    deleted = []
    storage = StoredFile._meta.get_field("file").storage
    monkeypatch.setattr(storage, "delete", deleted.append)
    monkeypatch.setattr(actions, "record", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        keep(PersonFactory(), pdf)
    assert len(deleted) == 1


def test_a_purge_deletes_the_bytes_when_it_is_sure(pdf, django_capture_on_commit_callbacks):
    file = keep(PersonFactory(), pdf)
    path = Path(file.file.path)
    with django_capture_on_commit_callbacks() as callbacks:
        purged = actions.file_purge(by=None, file=file, reason="retention")
        actions.file_purge(by=None, file=file, reason="retention")
    assert path.exists()  # the transaction might still fail
    assert len(callbacks) == 1
    callbacks[0]()
    assert not path.exists()
    purged.refresh_from_db()
    assert purged.purged_at
    assert not purged.file
    assert AuditEvent.objects.get(verb="file.purge").facts == {"reason": "retention"}
    assert not StoredFile.objects.kept().exists()


# --------------------------------------------------------------------------------- reading


def addresses(document, file):
    return [
        reverse("documents:document-detail", args=[document.pk]),
        *(reverse("documents:document-file", args=[document.pk, fmt]) for fmt in ("pdf", "hwpx", "xlsx")),
        reverse("documents:file-download", args=[file.pk]),
    ]


def test_strangers_find_nothing_by_any_address(client_of):
    owner = PersonFactory()
    document, file = DocumentFactory(subject_id=owner.pk), StoredFileFactory(subject_id=owner.pk)
    orphan = DocumentFactory(subject_type="nobody.knows", subject_id=owner.pk)
    lost = StoredFileFactory(subject_type="nobody.knows", subject_id=owner.pk, uploaded_by=owner)
    for address in addresses(document, file):
        assert client_of(PersonFactory()).get(address).status_code == 404, address
        assert client_of(owner).get(address).status_code == 200, address
    for address in addresses(orphan, lost):
        assert client_of(centre_staff()).get(address).status_code == 404, address
    missing = [reverse("documents:file-download", args=[uuid.uuid4()]), f"/documents/{document.pk}/exe"]
    for address in (*missing, "/documents/999999/", f"/documents/{document.pk}/pdf/"):
        assert client_of(owner).get(address).status_code == 404, address


def test_each_reader_is_asked_once_for_all_subjects(monkeypatch):
    asked = []
    monkeypatch.setitem(readers._VISIBLE, SUBJECT, lambda user, ids: asked.append(ids) or {"1", "9"})
    rows = [DocumentFactory(subject_id=n) for n in ("1", "2", "3")]
    assert list(Document.objects.visible_to(PersonFactory())) == [rows[0]]
    assert asked == [{"1", "2", "3"}]


def test_downloads_are_locked_down(client_of):
    person = PersonFactory()
    document = issue(person, subject=person.pk, sheet=report(title="9월 보고: 최종/확정"))
    types = {"pdf": "application/pdf", "hwpx": "application/hwp+zip", "xlsx": "spreadsheetml"}
    for fmt, kind in types.items():
        response = client_of(person).get(reverse("documents:document-file", args=[document.pk, fmt]))
        assert kind in response["Content-Type"]
        assert unquote(response["Content-Disposition"]).endswith(f"filename*=utf-8''9월 보고_ 최종_확정.{fmt}")
        check_locked(response)
    assert "9월 보고" in PdfReader(io.BytesIO(fetch(client_of, person, document))).metadata.title


def fetch(client_of, person, document):
    return client_of(person).get(reverse("documents:document-file", args=[document.pk, "pdf"])).content


def check_locked(response):
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert "private" in response["Cache-Control"]


def test_a_file_is_sent_as_it_was_given(client_of, pdf):
    person = PersonFactory()
    file = keep(person, pdf, name="월세 영수증.pdf")
    response = client_of(person).get(file.get_absolute_url())
    assert b"".join(response.streaming_content) == pdf
    assert "filename*=utf-8''%EC%9B%94" in response["Content-Disposition"]
    assert response["Content-Type"] == "application/pdf"
    check_locked(response)
    assert not AccessEvent.objects.exists()


def test_who_reads_what_is_not_hers_is_noted(client_of):
    owner, staff = PersonFactory(), centre_staff()
    document = DocumentFactory(subject_id=owner.pk, issued_by=owner)
    file = StoredFileFactory(subject_id=owner.pk, uploaded_by=owner)
    for address in addresses(document, file):
        client_of(owner).get(address)
    assert not AccessEvent.objects.exists()
    for address in addresses(document, file):
        client_of(staff).get(address)
    notes = AccessEvent.objects.order_by("pk")
    assert {note.actor_id for note in notes} == {staff.pk}
    assert [note.what for note in notes] == ["document.read"] * 4 + ["file.download"]
    assert (notes.last().subject_ids, notes.last().path) == ([owner.pk], file.get_absolute_url())


def test_a_purged_file_says_so(client_of, pdf):
    person = PersonFactory()
    file = keep(person, pdf)
    actions.file_purge(by=None, file=file, reason="retention")
    response = client_of(person).get(file.get_absolute_url())
    assert response.status_code == 410
    assert "refusal" in response.context


def test_a_table_too_long_for_paper_is_a_sentence(client_of):
    from .samples import TABLE

    person = PersonFactory()
    document = issue(person, subject=person.pk, sheet=report(blocks=(replace(TABLE, rows=TABLE.rows * 251),)))
    response = client_of(person).get(reverse("documents:document-file", args=[document.pk, "pdf"]))
    assert response.status_code == 409
    assert "XLSX" in response.content.decode()
    assert client_of(person).get(reverse("documents:document-file", args=[document.pk, "xlsx"])).status_code == 200


def test_the_page_says_every_word_and_escapes_it(client_of):
    from .samples import CHART, HOSTILE, SAID

    person = PersonFactory()
    mean = report(title=HOSTILE[2], note=HOSTILE[4])
    page = client_of(person).get(issue(person, subject=person.pk, sheet=mean).get_absolute_url()).content.decode()
    for row in SAID:
        for said in row:
            assert f">{said}<" in page
    assert "<b>굵게</b>" not in page
    assert "&lt;b&gt;굵게&lt;/b&gt;" in page
    assert HOSTILE[4] in page
    assert page.count("data-chart=") == 1
    assert CHART.summary in page
    assert f"<caption>{CHART.title}</caption>" in page


def test_an_old_version_names_the_new_one(client_of):
    person = PersonFactory()
    old = issue(person, subject=person.pk)
    new = issue(person, subject=person.pk, sheet=paper(title="고친 제목"))
    client = client_of(person)
    assert new.get_absolute_url() in client.get(old.get_absolute_url()).content.decode()
    assert client.get(new.get_absolute_url()).context["newer"] is None
