"""The verbs of the public directory: words and consents kept, page published, withdrawn, photos."""

from collections.abc import Collection
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max

from park_portal.accounts.models import Organization, Person
from park_portal.audit.actions import record
from park_portal.core import clock
from park_portal.documents.actions import file_purge, file_store
from park_portal.documents.uploads import examine
from tenants.models import DirectoryEntry, DirectoryPhoto
from tenants.rules import directory as rules

SUBJECT = DirectoryEntry._meta.label_lower


@transaction.atomic
def directory_edit(*, by: Person, organization: Organization, shown: Collection[str], **words: Any) -> DirectoryEntry:
    """Keep the words of the page, and which fields may be shown. A published page changes at once.

    ``words``: story, offers, their English, website, links. A field that is added to ``shown`` is a new consent, of
    ``by`` at this moment; one that is left out is withdrawn at this moment.
    """
    rules.check_directory_edit(by, organization)
    entry = _entry(organization)
    was, entry.shown = set(entry.shown), sorted(shown)
    for name, value in words.items():
        setattr(entry, name, value)
    if set(shown) != was:
        _consent(entry, by)
    entry.full_clean()
    entry.save()
    added, gone = sorted(set(shown) - was), sorted(was - set(shown))
    record("directory.edit", by=by, subject=entry, organization=organization, fields=words, added=added, gone=gone)
    return entry


@transaction.atomic
def directory_publish(*, by: Person, organization: Organization) -> DirectoryEntry:
    """Show the page to everybody: name, field, and what has its consent."""
    rules.check_directory_publish(by, organization)
    entry = _entry(organization)
    entry.published_at = clock.now()
    _consent(entry, by)
    entry.save()
    record("directory.publish", by=by, subject=entry, organization=organization, shown=entry.shown)
    return entry


@transaction.atomic
def directory_withdraw(*, by: Person, organization: Organization) -> DirectoryEntry:
    """Take the page and every consent back, at once. The words stay for the organisation itself."""
    rules.check_directory_edit(by, organization)
    entry = _entry(organization)
    entry.shown, entry.published_at = [], None
    entry.save(update_fields=["shown", "published_at"])
    record("directory.withdraw", by=by, subject=entry, organization=organization, fields=["shown", "published_at"])
    return entry


@transaction.atomic
def directory_photo_add(
    *, by: Person, organization: Organization, upload: UploadedFile, caption: str, caption_en: str = ""
) -> DirectoryPhoto:
    """Put a picture on the page; whether it is shown is said by the consent for photos."""
    rules.check_directory_edit(by, organization)
    entry = _entry(organization)
    rules.check_directory_photos(entry)
    image = examine(upload, ("image",))
    file = file_store(by=by, subject_type=SUBJECT, subject_id=entry.pk, purpose="photo", upload=image)
    last = entry.photos.aggregate(last=Max("position"))["last"] or 0
    photo = DirectoryPhoto.objects.create(
        entry=entry, file=file, caption=caption, caption_en=caption_en, position=last + 1
    )
    record("directory.photo_add", by=by, subject=photo, organization=organization)
    return photo


@transaction.atomic
def directory_photo_remove(*, by: Person, photo: DirectoryPhoto) -> None:
    """Take a picture away, and delete it."""
    organization = photo.entry.organization
    rules.check_directory_edit(by, organization)
    _entry(organization)  # in line with whoever adds one
    record("directory.photo_remove", by=by, subject=photo, organization=organization)
    file = photo.file
    photo.delete()
    file_purge(by=by, file=file, reason="removed")


def _entry(organization: Organization) -> DirectoryEntry:
    """The page's row under its lock; made when there is none."""
    DirectoryEntry.objects.get_or_create(organization=organization)
    return DirectoryEntry.objects.select_for_update(of=("self",)).get(organization=organization)


def _consent(entry: DirectoryEntry, by: Person) -> None:
    """What is shown from now on is shown with the consent of ``by``; a page that is out is out anew."""
    entry.consented_at, entry.consented_by = clock.now(), by
    if entry.published_at:
        entry.published_at = entry.consented_at
