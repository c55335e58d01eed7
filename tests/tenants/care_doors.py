"""What the doors of care need, for tests/test_doors.py."""

from typing import Any

from tests import factories


def care_doors(organization: Any, member: Any) -> tuple[dict[str, list], dict[str, dict[str, Any]]]:
    """``(args, data)``: the objects behind the doors, and what the deeds are sent."""
    factories.agreement(occupant=organization)
    ticket = factories.TicketFactory(organization=organization, reporter=member).pk
    solved = factories.TicketFactory(
        organization=organization, reporter=member, state="resolved", resolved_at=factories.at(0)
    ).pk
    notice, draft = factories.NoticeFactory().pk, factories.NoticeFactory(published_at=None).pk
    entry = factories.DirectoryEntryFactory(organization=organization, shown=["intro", "photos"])
    photo = [organization.pk, factories.DirectoryPhotoFactory(entry=entry).pk]
    paper = factories.TenantPaperFactory(organization=organization).pk
    objects = [
        ([ticket], ("ticket-detail", "ticket-answer", "ticket-note", "ticket-assign", "ticket-move")),
        ([solved], ("ticket-reopen",)),
        ([notice], ("notice-detail", "notice-read", "notice-end")),
        ([draft], ("notice-preview", "notice-edit", "notice-publish", "notice-discard")),
        ([organization.pk], ("directory-detail", "directory-edit", "directory-preview", "directory-publish")),
        ([organization.pk], ("directory-withdraw", "directory-photo-add", "paper-list", "paper-submit")),
        (photo, ("directory-photo", "directory-photo-remove")),
        ([paper], ("paper-replace",)),
    ]
    args = {f"tenants:{name}": key for key, names in objects for name in names}
    typed = {
        "ticket-answer": {"answer-text": "-"},
        "ticket-reopen": {"reopen-text": "-"},
        "ticket-note": {"note-text": "-"},
        "ticket-move": {"move-to": "in_progress"},
    }
    return args | {"api:organization-detail": [organization.pk]}, {f"tenants:{name}": d for name, d in typed.items()}
