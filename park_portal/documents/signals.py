"""News for the floors above."""

from django.dispatch import Signal

# A paper has a new version. Arguments: ``document`` and ``previous``, the version before it (None for the first).
# Sent inside the transaction that issues it: a receiver that fails takes the issue back.
document_changed = Signal()
