"""The verbs of notices: drafted, published once, told, read, ended."""

from typing import Any

from django.db import transaction

from park_portal.accounts.models import Person
from park_portal.audit.actions import record
from park_portal.core import clock
from tenants.models import Notice, NoticeRead
from tenants.notifications import notices as notifications
from tenants.querysets.care import people_meant
from tenants.rules import notices as rules


@transaction.atomic
def notice_draft(*, by: Person, **facts: Any) -> Notice:
    """Write one that nobody sees yet. ``facts``: heading, body, their English, scope, building, kind, until."""
    rules.check_notice_write(by)
    notice = Notice(author=by, created_at=clock.now(), **facts)
    notice.full_clean()
    notice.save()
    record("notice.draft", by=by, subject=notice, scope=notice.scope)
    return notice


@transaction.atomic
def notice_edit(*, by: Person, notice: Notice, **facts: Any) -> Notice:
    """Change a draft."""
    notice = _row(notice)
    rules.check_notice_edit(by, notice)
    for name, value in facts.items():
        setattr(notice, name, value)
    notice.full_clean()
    notice.save(update_fields=list(facts))
    record("notice.edit", by=by, subject=notice, fields=facts)
    return notice


@transaction.atomic
def notice_discard(*, by: Person, notice: Notice) -> None:
    """Throw a draft away."""
    notice = _row(notice)
    rules.check_notice_edit(by, notice)
    record("notice.discard", by=by, subject=notice)
    notice.delete()


@transaction.atomic
def notice_publish(*, by: Person, notice: Notice) -> Notice:
    """Show it to everybody it is for, and tell them: a few at once, many by the clock within a minute."""
    notice = _row(notice)
    rules.check_notice_publish(by, notice)
    notice.published_at = clock.now()
    notice.recipients = _people(notice).count()
    notice.save(update_fields=["published_at", "recipients"])
    record("notice.publish", by=by, subject=notice, fields=["published_at"], recipients=notice.recipients)
    if notice.recipients <= rules.AT_ONCE:
        _tell(notice)
    return notice


def notices_tell() -> int:
    """Write the messages of what was published for many; gives how many notices. Each on its own."""
    return sum(_tell_next(pk) for pk in list(Notice.objects.to_tell().values_list("pk", flat=True)))


@transaction.atomic
def _tell_next(pk: int) -> bool:
    rows = Notice.objects.to_tell().select_for_update(of=("self",), no_key=True, skip_locked=True)
    notice = rows.filter(pk=pk).first()
    if notice is None:
        return False  # another worker is at it
    _tell(notice)
    return True


def _tell(notice: Notice) -> None:
    notifications.notice_published(notice, _people(notice))
    notice.told_at = clock.now()
    notice.save(update_fields=["told_at"])


def _people(notice: Notice) -> Any:
    return people_meant(notice.scope, notice.building, notice.agreement_kind)


@transaction.atomic
def notice_read(*, by: Person, notice: Notice) -> bool:
    """Count that one of the people it is for has opened it; once. Others read it without being counted."""
    if not Notice.objects.meant_for(by).filter(pk=notice.pk).exists():
        return False
    _read, new = NoticeRead.objects.get_or_create(notice=notice, person=by, defaults={"at": clock.now()})
    return new


@transaction.atomic
def notice_end(*, by: Person, notice: Notice) -> Notice:
    """Show it no longer, from today."""
    notice = _row(notice)
    rules.check_notice_end(by, notice)
    notice.until = clock.today()
    notice.save(update_fields=["until"])
    record("notice.end", by=by, subject=notice, fields=["until"])
    return notice


def _row(notice: Notice) -> Notice:
    return Notice.objects.select_for_update(of=("self",)).select_related("building").get(pk=notice.pk)
