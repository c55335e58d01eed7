"""Words and states of approvals (결재): lines, steps, rounds, disclosure, and the tables of moves."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import pgettext_lazy


class StepKind(TextChoices):
    """What a step of a line is for (사무관리규정의 기안, 검토, 협조, 결재)."""

    DRAFT = "draft", pgettext_lazy("approval", "Draft")
    REVIEW = "review", pgettext_lazy("approval", "Review")
    CONCUR = "concur", pgettext_lazy("approval", "Concur")
    DECIDE = "decide", pgettext_lazy("approval", "Decide")


class Mark(TextChoices):
    """How a decision was made when not by the plain way."""

    FINAL = "final", pgettext_lazy("approval", "Delegated final decision")
    DEPUTY = "deputy", pgettext_lazy("approval", "Decided by deputy")


class ReturnKind(TextChoices):
    """Two ways of sending a paper back to its drafter."""

    REJECT = "reject", pgettext_lazy("approval", "Rejected")
    SUPPLEMENT = "supplement", pgettext_lazy("approval", "Supplement asked for")


class Disclosure(TextChoices):
    """Whether the public may ask for the paper (공개구분)."""

    PUBLIC = "public", pgettext_lazy("disclosure", "Public")
    PARTIAL = "partial", pgettext_lazy("disclosure", "Partly public")
    CLOSED = "closed", pgettext_lazy("disclosure", "Not public")


class Clause(IntegerChoices):
    """Why a paper is not public: the eight grounds of article 9(1) of the Official Information Disclosure Act."""

    SECRET = 1, pgettext_lazy("disclosure", "1. Secret by another law")
    SECURITY = 2, pgettext_lazy("disclosure", "2. National security and foreign relations")
    SAFETY = 3, pgettext_lazy("disclosure", "3. Life, body and property of people")
    TRIAL = 4, pgettext_lazy("disclosure", "4. Trials and investigations")
    PROCESS = 5, pgettext_lazy("disclosure", "5. Audits, tenders, personnel, decisions under way")
    PERSONAL = 6, pgettext_lazy("disclosure", "6. Personal information")
    BUSINESS = 7, pgettext_lazy("disclosure", "7. Business secrets")
    SPECULATION = 8, pgettext_lazy("disclosure", "8. Speculation in land")


class LineState(TextChoices):
    DRAFT = "draft", pgettext_lazy("approval", "Being drafted")
    IN_PROGRESS = "in_progress", pgettext_lazy("approval", "In approval")
    APPROVED = "approved", pgettext_lazy("approval", "Approved")
    SENT_BACK = "sent_back", pgettext_lazy("approval", "Sent back")
    WITHDRAWN = "withdrawn", pgettext_lazy("approval", "Withdrawn")


class StepState(TextChoices):
    WAITING = "waiting", pgettext_lazy("approval", "Not yet")
    PENDING = "pending", pgettext_lazy("step", "Waits for a signature")
    APPROVED = "approved", pgettext_lazy("step", "Signed")
    SENT_BACK = "sent_back", pgettext_lazy("approval", "Sent back")
    SKIPPED = "skipped", pgettext_lazy("approval", "Not needed")


class Outcome(TextChoices):
    """How a round ended; an open round has none."""

    APPROVED = "approved", pgettext_lazy("approval", "Approved")
    SENT_BACK = "sent_back", pgettext_lazy("approval", "Sent back")
    WITHDRAWN = "withdrawn", pgettext_lazy("approval", "Withdrawn")
    CHANGED = "changed", pgettext_lazy("approval", "The document changed")


MOVES = {
    # Back to draft: the document has changed, so a new round begins.
    LineState: {
        LineState.DRAFT: (LineState.IN_PROGRESS, LineState.WITHDRAWN),
        LineState.IN_PROGRESS: (LineState.APPROVED, LineState.SENT_BACK, LineState.WITHDRAWN, LineState.DRAFT),
        LineState.APPROVED: (LineState.DRAFT,),
        LineState.SENT_BACK: (LineState.IN_PROGRESS, LineState.WITHDRAWN, LineState.DRAFT),
        LineState.WITHDRAWN: (),
    },
    # Skipped: a delegated final decision came before, or the round ended otherwise.
    StepState: {
        StepState.WAITING: (StepState.PENDING, StepState.SKIPPED),
        StepState.PENDING: (StepState.APPROVED, StepState.SENT_BACK, StepState.SKIPPED),
        StepState.APPROVED: (),
        StepState.SENT_BACK: (),
        StepState.SKIPPED: (),
    },
}
PUBLIC = {
    LineState: {state: state.label for state in LineState},
    StepState: {state: state.label for state in StepState},
}
