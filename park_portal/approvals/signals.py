"""News of approvals for the floors above, sent inside the deed's own transaction.

Both carry ``line_id``, ``document_id``, ``subject_type``, ``subject_id`` and ``kind`` (as the document has them);
``approval_completed`` also ``number``, the document number; ``approval_reopened`` also ``was``, the state of the line
before ("approved": what rested on the approval no longer does). ``document_id`` of a reopening is the new version.
"""

from django.dispatch import Signal

approval_completed = Signal()
approval_reopened = Signal()
