"""How lists and lines look: tabs with their counts, the strip of steps, the rounds."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import pgettext

from .models import ApprovalLine, ApprovalRound, ApprovalStep
from .querysets import LineQuerySet
from .states import StepState

TABS = {"decide": LineQuerySet.to_decide, "drafted": LineQuerySet.drafted_by, "decided": LineQuerySet.decided_by}


def tab_rows(tab: str, user: Any) -> LineQuerySet:
    """The lines of one tab; what waits longest stands first among those to decide."""
    rows = TABS[tab](ApprovalLine.objects.all(), user).with_list_columns()
    return rows.order_by("waiting_since", "pk") if tab == "decide" else rows


def counts(user: Any) -> dict[str, int]:
    return {tab: rows(ApprovalLine.objects.all(), user).count() for tab, rows in TABS.items()}


def rounds_of(line: ApprovalLine) -> list[ApprovalRound]:
    """All rounds, the current one first, each with document and steps."""
    steps = ApprovalStep.objects.select_related("person", "decided_by")
    rows = line.rounds.select_related("document", "signed_file", "recorded_by")
    return list(rows.order_by("-round").prefetch_related(Prefetch("steps", queryset=steps)))


def strip(now: ApprovalRound) -> tuple[list[tuple[str, str]], int]:
    """The line for the steps tag: (word, names) of each position, and which one it waits for, from 1."""
    places = [list(steps) for _position, steps in groupby(now.steps.all(), key=lambda step: step.position)]
    places = [steps for steps in places if not all(step.state == StepState.SKIPPED for step in steps)]
    names = [(str(steps[0].get_kind_display()), _names(steps)) for steps in places]
    done = sum(all(step.state == StepState.APPROVED for step in steps) for steps in places)
    if now.external:
        names.append((now.office or pgettext("approval", "Other office"), now.document_number))
        done += bool(now.document_number)
    return names, done + 1


def _names(steps: Iterable[ApprovalStep]) -> str:
    return ", ".join(str(step.decided_by or step.person) for step in steps)
