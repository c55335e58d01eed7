"""Who writes and publishes a notice (공지)."""

from datetime import date

from django.utils.translation import gettext as _

from park_portal.accounts.models import Person
from park_portal.core import clock
from park_portal.core.errors import ActionDenied, NotPermitted
from tenants.models import Notice

AT_ONCE = 50  # people; more are told by the clock, so that whoever publishes does not wait


def check_notice_write(user: Person) -> None:
    if not user.is_centre_staff:
        raise NotPermitted(_("Only centre staff write notices."), reason="staff_only")


def check_notice_edit(user: Person, notice: Notice) -> None:
    """What people have been told is not changed behind their backs."""
    check_notice_write(user)
    if notice.published_at:
        raise ActionDenied(
            _("This notice is published, and people have read it. Write a new one instead."), reason="published"
        )


def check_notice_publish(user: Person, notice: Notice) -> None:
    """Once, and for at least one day."""
    check_notice_write(user)
    if notice.published_at:
        raise ActionDenied(_("This notice is published already."), reason="published")
    if notice.is_over:
        raise ActionDenied(
            _("Its last day is over before it is published. Change the day, or leave it empty."), reason="notice_over"
        )


def check_notice_end(user: Person, notice: Notice) -> None:
    check_notice_write(user)
    if notice.published_at is None or notice.is_over:
        raise ActionDenied(_("This notice is not shown now."), reason="not_shown")


def check_notice_until(until: date) -> None:
    """The first day without lies ahead."""
    if until <= clock.today():
        raise ActionDenied(_("Choose a day after today."), reason="until_past")
