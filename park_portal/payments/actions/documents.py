"""Papers that follow from a deed. A paper that says the same as its last version is not issued again."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import override

from park_portal.documents.actions import document_issue
from park_portal.documents.content import Paper
from park_portal.payments import papers
from park_portal.payments.models import Receivable, Refund


def notice_issue(receivable: Receivable, by: Any) -> None:
    """The payment notice of a new receivable."""
    _issue(receivable, "notice", papers.payment_notice, by)


def receipt_issue(receivable: Receivable, by: Any) -> None:
    """The receipt of a settled receivable."""
    _issue(receivable, "receipt", papers.receipt, by)


def refund_notice_issue(refund: Refund, by: Any) -> None:
    """The notice of a refund that was made."""
    _issue(refund, "refund", papers.refund_notice, by)


def _issue(thing: Any, kind: str, write: Callable[[Any], Paper], by: Any) -> None:
    with override(papers.language_of(thing)):
        paper = write(thing)
    document_issue(
        by=by, subject_type=thing._meta.label_lower, subject_id=thing.pk, kind=f"payments.{kind}", paper=paper
    )
