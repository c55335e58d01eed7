"""What the doors of approvals need, for tests/test_doors.py."""

from typing import Any

from tests import factories
from tests.factories.accounts import operator


def approval_doors(member: Any) -> tuple[dict[str, list], dict[str, dict[str, Any]]]:
    """``(args, data)``: a line on a paper of the member, who decides; and what the deeds are sent."""
    paper = factories.DocumentFactory(subject_id=member.pk, kind="door")
    drafter = factories.member_of(operator())
    line = factories.approval_line(document=paper, drafter=drafter, steps=[("decide", member)])
    step = line.current.steps.get(kind="decide")
    arrangement = factories.DeputyFactory(person=member)
    free = factories.DocumentFactory(subject_id=member.pk, kind="free")
    deeds = ("line-detail", "line-submit", "line-externalise", "line-withdraw", "external-record", "external-refuse")
    args = {
        **{f"approvals:{name}": [line.pk] for name in deeds},
        "approvals:line-document": [line.pk, "xlsx"],
        **{f"approvals:step-{name}": [step.pk] for name in ("approve", "send-back")},
        "approvals:deputy-end": [arrangement.pk],
    }
    sign = {"seen_hash": line.content_hash, "comment": "-", "kind": "reject"}
    data = {
        "approvals:line-draft": {"document": free.pk},
        "approvals:step-approve": sign,
        "approvals:step-send-back": sign,
        "approvals:external-refuse": {"comment": "-"},
    }
    return args, data
