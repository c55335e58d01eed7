"""Who may do what with messages."""

from typing import Any

from django.utils.translation import gettext as _

from park_portal.core.errors import ActionDenied, NotPermitted

from .models import OutboxMessage
from .states import OutboxState


def check_outbox_resend(user: Any, message: OutboxMessage) -> None:
    """Centre staff may resend what could not be delivered, unless its words were erased."""
    if not user.is_centre_staff:
        raise NotPermitted(_("Only centre staff may send messages again."), reason="staff_only")
    if message.state != OutboxState.DEAD:
        raise ActionDenied(_("Only a message that was not delivered can be sent again."), reason="outbox_state")
