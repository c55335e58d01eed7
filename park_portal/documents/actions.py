"""The verbs of papers and files. Who may do them is decided by the app that owns the subject, which calls them."""

import hashlib
from dataclasses import replace
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from park_portal.accounts.models import Person
from park_portal.audit.actions import record
from park_portal.core import clock

from .content import ApprovalBox, Paper, digest
from .models import Document, StoredFile
from .signals import document_changed
from .uploads import examine


@transaction.atomic
def document_issue(
    *, by: Person | None, subject_type: str, subject_id: Any, kind: str, paper: Paper, number: str = ""
) -> Document:
    """Freeze ``paper`` as the newest version of the ``kind`` of paper of the subject, in the paper's language.

    The same content as the current version gives the current version untouched; else a new one is written and
    ``document_changed`` is sent. ``by`` None: the clock. Number and approval box come later by ``document_mark``.
    """
    line = {"subject_type": subject_type, "subject_id": str(subject_id), "kind": kind, "language": paper.language}
    try:
        with transaction.atomic():
            return _issue(by, line, paper, number)
    except IntegrityError:  # somebody wrote the very first version at the same moment; now it is there to wait on
        return _issue(by, line, paper, number)


def _issue(by: Person | None, line: dict[str, str], paper: Paper, number: str) -> Document:
    versions = Document.objects.filter(**line)
    versions.select_for_update().filter(version=1).first()  # the first version stands for the line of versions
    previous = versions.order_by("-version").first()
    content_hash = digest(paper)
    if previous and previous.content_hash == content_hash:
        return previous
    document = Document.objects.create(
        **line,
        version=previous.version + 1 if previous else 1,
        title=paper.title[:300],
        content=replace(paper, number=number or paper.number).as_json(),
        content_hash=content_hash,
        number=number or paper.number,
        issued_at=clock.now(),
        issued_by=by,
    )
    record("document.issue", by=by, subject=document, kind=line["kind"], version=document.version)
    document_changed.send(Document, document=document, previous=previous)
    return document


@transaction.atomic
def document_mark(
    *,
    by: Person | None,
    document: Document,
    number: str | None = None,
    box: ApprovalBox | None = None,
    ending: bool | None = None,
) -> Document:
    """Write what an approval adds to a paper without changing what it says: number, approval box, "끝.".

    None leaves a mark as it is. The content hash stays (see ``content.digest``).
    """
    document = Document.objects.select_for_update().get(pk=document.pk)
    given: dict[str, Any] = {"number": number, "box": box, "ending": ending}
    marks = {name: value for name, value in given.items() if value is not None}
    paper = replace(document.paper, **marks)
    document.content, document.number = paper.as_json(), paper.number
    document.save(update_fields=["content", "number"])
    record("document.mark", by=by, subject=document, fields=marks)
    return Document.objects.get(pk=document.pk)


@transaction.atomic
def file_store(*, by: Person, subject_type: str, subject_id: Any, purpose: str, upload: UploadedFile) -> StoredFile:
    """Keep an upload privately under an opaque path. Raises ValidationError when it is not what it says it is.

    An upload that passed an ``UploadField`` is not examined twice; any other is examined here.
    """
    upload = examine(upload)
    content = upload.read()
    upload.seek(0)
    file = StoredFile(
        subject_type=subject_type,
        subject_id=str(subject_id),
        purpose=purpose,
        name=upload.name,
        size=len(content),
        content_type=upload.content_type,
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=by,
        uploaded_at=clock.now(),
    )
    file.file.save(upload.name, ContentFile(content), save=False)
    try:
        with transaction.atomic():
            file.save(force_insert=True)
            record("file.store", by=by, subject=file, purpose=purpose, size=file.size)
    except Exception:
        file.file.storage.delete(file.file.name)  # no row, no bytes
        raise
    return file


@transaction.atomic
def file_purge(*, by: Person | None, file: StoredFile, reason: str) -> StoredFile:
    """Delete the bytes when the transaction commits; the row stays as proof. Purging twice does nothing more.

    ``reason`` is a code ("retention", "withdrawn"), never a personal word: it goes into the trail.
    """
    file = StoredFile.objects.select_for_update().get(pk=file.pk)
    if file.purged_at:
        return file
    storage, path = file.file.storage, file.file.name
    file.file, file.purged_at = "", clock.now()
    file.save(update_fields=["file", "purged_at"])
    record("file.purge", by=by, subject=file, reason=reason)
    transaction.on_commit(partial(storage.delete, path))
    return file
