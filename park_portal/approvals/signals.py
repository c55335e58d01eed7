"""News of approvals for the floors above, sent inside the deed's own transaction.

All carry ``line_id``, ``document_id``, ``subject_type``, ``subject_id`` and ``kind`` (as the document has them).
``approval_asked`` comes when a line is drafted and when it is handed in: whoever owns the paper refuses one that could
not end well, with an ActionDenied. ``approval_completed`` carries also ``number``, the document number; an ActionDenied
there, too, lets the line not end, and no number is used up;
``approval_reopened`` also ``was``, the state of the line before ("approved": what rested on the approval no longer
does); its ``document_id`` is the new version.
"""

from django.dispatch import Signal

approval_asked = Signal()
approval_completed = Signal()
approval_reopened = Signal()
