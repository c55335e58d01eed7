"""News for the floors above; each carries ``agreement_id``, the agreement's id."""

from django.dispatch import Signal

agreement_signed = Signal()
agreement_ended = Signal()
