"""The message with which a notice is told."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from park_portal.accounts.models import Person
from park_portal.notifications.actions import message_queue
from tenants.models import Notice


def notice_published(notice: Notice, people: Iterable[Person]) -> None:
    for person in people:
        message_queue(
            kind="tenants.notice_published",
            to=person,
            key=f"{notice.pk}:published",
            context={"notice": notice},
            link=notice.get_absolute_url(),
            deed=_("Read the notice"),
        )
