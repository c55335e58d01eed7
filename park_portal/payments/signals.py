"""News of money for the floors above, sent inside the deed's own transaction.

All carry ``receivable_id``, ``subject_type`` and ``subject_id`` (texts, as the receivable was issued with them);
``refund_made`` also ``refund_id`` and ``amount_krw``.
"""

from django.dispatch import Signal

receivable_settled = Signal()
receivable_reopened = Signal()
refund_made = Signal()
