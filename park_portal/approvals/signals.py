"""News of approvals for the floors above, sent inside the deed's own transaction.

All carry ``line_id``, ``document_id``, ``subject_type``, ``subject_id`` and ``kind`` (as the document has them).
``approval_submitted`` asks before anybody is troubled: whoever owns the paper refuses a line that could not end well,
with an ActionDenied. ``approval_completed`` carries also ``number``, the document number; ``approval_reopened`` also
``was``, the state of the line before ("approved": what rested on the approval no longer does); its ``document_id`` is
the new version.
"""

from django.dispatch import Signal

approval_submitted = Signal()
approval_completed = Signal()
approval_reopened = Signal()
