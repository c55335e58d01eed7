"""States of an outbox message, and the legal moves between them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OutboxState(TextChoices):
    PENDING = "pending", _("Waiting")
    SENT = "sent", _("Sent")
    DEAD = "dead", _("Not delivered")


MOVES = {
    OutboxState: {
        OutboxState.PENDING: (OutboxState.SENT, OutboxState.DEAD),
        OutboxState.SENT: (),
        OutboxState.DEAD: (OutboxState.PENDING,),
    }
}
PUBLIC = {OutboxState: {state: state.label for state in OutboxState}}
