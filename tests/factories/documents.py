"""Papers and files of a subject type that the tests may register readers for."""

from datetime import date

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from park_portal.core import clock
from park_portal.documents import content, models, readers

from .accounts import PersonFactory

SUBJECT = "tests.subject"


def visible(user, ids):
    """The subject is a person: she reads what hangs on her, and staff read everything."""
    return ids if user.is_centre_staff else ids & {str(user.pk)}


readers.register(SUBJECT, visible)


def paper(**given) -> content.Paper:
    """A small paper; ``given`` replaces its parts."""
    facts = {
        "kind": "note",
        "title": "사용 확인서",
        "issued_on": date(2026, 10, 5),
        "issuer": "혁신파크 운영센터",
        "blocks": (content.Text("위 사실을 확인합니다."),),
    }
    return content.Paper(**facts | given)


class DocumentFactory(DjangoModelFactory):
    class Meta:
        model = models.Document

    class Params:
        paper = factory.LazyFunction(paper)

    subject_type = SUBJECT
    subject_id = factory.Sequence(str)
    kind = factory.LazyAttribute(lambda row: row.paper.kind)
    title = factory.LazyAttribute(lambda row: row.paper.title)
    language = factory.LazyAttribute(lambda row: row.paper.language)
    content = factory.LazyAttribute(lambda row: row.paper.as_json())
    content_hash = factory.LazyAttribute(lambda row: content.digest(row.paper))
    issued_at = factory.LazyFunction(clock.now)
    issued_by = factory.SubFactory(PersonFactory)


class StoredFileFactory(DjangoModelFactory):
    class Meta:
        model = models.StoredFile

    subject_type = SUBJECT
    subject_id = factory.Sequence(str)
    purpose = "evidence"
    name = "영수증.pdf"
    size = 9
    content_type = "application/pdf"
    sha256 = "0" * 64
    file = factory.LazyFunction(lambda: ContentFile(b"%PDF-1.7\n", name="x"))
    uploaded_by = factory.SubFactory(PersonFactory)
    uploaded_at = factory.LazyFunction(clock.now)
