"""The verbs of papers with an end: handed in, replaced by a newer one."""

from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction

from park_portal.accounts.models import Organization, Person
from park_portal.audit.actions import record
from park_portal.core import clock
from park_portal.documents.actions import file_store
from tenants.models import TenantPaper
from tenants.rules import papers as rules

SUBJECT = TenantPaper._meta.label_lower


@transaction.atomic
def paper_submit(
    *,
    by: Person,
    organization: Organization,
    kind: str,
    upload: UploadedFile,
    name: str = "",
    valid_until: date | None = None,
) -> TenantPaper:
    """Hand in a paper; ``valid_until`` is its last day (None: it does not lapse)."""
    rules.check_paper_submit(by, organization)
    if valid_until is not None:
        rules.check_valid_until(valid_until)
    pk = _coming_pk()  # the file hangs on the paper, and the paper cannot be without its file
    file = file_store(by=by, subject_type=SUBJECT, subject_id=pk, purpose="paper", upload=upload)
    paper = TenantPaper(
        pk=pk,
        organization=organization,
        kind=kind,
        name=name,
        file=file,
        valid_until=valid_until,
        handed_in_at=clock.now(),
        handed_in_by=by,
    )
    paper.full_clean()
    paper.save(force_insert=True)
    record("paper.submit", by=by, subject=paper, organization=organization, kind=kind)
    return paper


@transaction.atomic
def paper_replace(
    *, by: Person, paper: TenantPaper, upload: UploadedFile, valid_until: date | None = None
) -> TenantPaper:
    """Hand in the newer one of the same kind and name; the old one stays as history and reminds nobody."""
    rows = TenantPaper.objects.select_for_update(of=("self",), no_key=True).select_related("organization")
    paper = rows.get(pk=paper.pk)
    rules.check_paper_replace(by, paper)
    facts = {"kind": paper.kind, "name": paper.name, "valid_until": valid_until}
    newer = paper_submit(by=by, organization=paper.organization, upload=upload, **facts)
    paper.replaced_by = newer
    paper.save(update_fields=["replaced_by"])
    record("paper.replace", by=by, subject=paper, organization=paper.organization, newer=newer.pk)
    return newer


def _coming_pk() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [TenantPaper._meta.db_table])
        return cursor.fetchone()[0]
