"""The verbs of moves: check-lists, their templates, and keys."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from park_portal.accounts.models import Organization, Person
from park_portal.audit.actions import record
from park_portal.core import clock
from spaces.models import Space
from tenants.models import Agreement, KeyLoan, MoveTask, TaskTemplate, UnitKey
from tenants.rules import moves as rules
from tenants.states import KeyKind, KeyState, MoveKind, TaskState


def tasks_open(agreement: Agreement, kind: MoveKind, day: date) -> int:
    """Open the check-list of a kind for the day of the move, as the templates are now; a second time opens nothing.

    Part of the deed that moves somebody in or out, so without permission of its own. Gives how many were new.
    """
    have = set(agreement.tasks.filter(kind=kind).values_list("position", flat=True))
    rows = TaskTemplate.objects.filter(kind=kind).exclude(position__in=have)
    made = MoveTask.objects.bulk_create(
        MoveTask(
            agreement=agreement,
            kind=kind,
            position=row.position,
            name=row.name,
            name_en=row.name_en,
            by_centre=row.by_centre,
            due_on=day + timedelta(days=row.days),
        )
        for row in rows
    )
    return len(made)


def _task(task: MoveTask) -> MoveTask:
    rows = MoveTask.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("agreement__party", "agreement__occupant").get(pk=task.pk)


def _move(task: MoveTask, to: TaskState, by: Person, note: str) -> MoveTask:
    task = _task(task)
    rules.check_task(by, task)
    rules.check_task_move(task, to)
    was, task.state, task.note = task.state, to, note.strip()[:300]
    task.done_at, task.done_by = (None, None) if to == TaskState.OPEN else (clock.now(), by)
    task.save(update_fields=["state", "note", "done_at", "done_by"])
    record(f"move_task.{to}", by=by, subject=task, organization=task.agreement.occupant, fields=["state"], was=was)
    return task


@transaction.atomic
def task_done(*, by: Person, task: MoveTask, note: str = "") -> MoveTask:
    """Done: by the centre, or by the organisation where it is hers to do."""
    return _move(task, TaskState.DONE, by, note)


@transaction.atomic
def task_not_needed(*, by: Person, task: MoveTask, note: str) -> MoveTask:
    """Not needed this time; the note says why. The centre decides that."""
    rules.check_moves_keep(by)
    rules.check_note(note)
    return _move(task, TaskState.NOT_NEEDED, by, note)


@transaction.atomic
def task_reopen(*, by: Person, task: MoveTask) -> MoveTask:
    return _move(task, TaskState.OPEN, by, "")


@transaction.atomic
def task_assign(*, by: Person, task: MoveTask, assignee: Person | None) -> MoveTask:
    """Say who of the centre looks after it; nobody in particular with None."""
    task = _task(task)
    rules.check_moves_keep(by)
    rules.check_assignee(assignee)
    task.assignee = assignee
    task.save(update_fields=["assignee"])
    facts = {"assignee": assignee and assignee.pk}
    record("move_task.assign", by=by, subject=task, organization=task.agreement.occupant, fields=["assignee"], **facts)
    return task


@transaction.atomic
def task_template_keep(*, by: Person, template: TaskTemplate | None = None, **facts: Any) -> TaskTemplate:
    """Write a line of a check-list, new or anew; lists that are open keep their words."""
    rules.check_moves_keep(by)
    row = template or TaskTemplate()
    for name, value in facts.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()
    record("task_template.keep", by=by, subject=row, fields=facts)
    return row


@transaction.atomic
def task_template_remove(*, by: Person, template: TaskTemplate) -> None:
    """Take a line off the check-list; lists that are open keep it."""
    rules.check_moves_keep(by)
    record("task_template.remove", by=by, subject=template, kind=template.kind, position=template.position)
    template.delete()


# ------------------------------------------------------------------------------ keys


def _key(key: UnitKey) -> UnitKey:
    return UnitKey.objects.select_for_update(of=("self",), no_key=True).get(pk=key.pk)


def _key_move(key: UnitKey, to: KeyState, by: Person, **facts: Any) -> UnitKey:
    rules.check_key_move(key, to)
    was, key.state = key.state, to
    key.save(update_fields=["state"])
    record(f"unit_key.{to}", by=by, subject=key, fields=["state"], was=was, **facts)
    return key


@transaction.atomic
def key_register(*, by: Person, space: Space, kind: KeyKind, label: str) -> UnitKey:
    """A new key, card or code of a room."""
    rules.check_moves_keep(by)
    key = UnitKey(space=space, kind=kind, label=label.strip())
    key.full_clean()
    key.save()
    record("unit_key.register", by=by, subject=key, space=space.pk)
    return key


@transaction.atomic
def key_hand_out(*, by: Person, key: UnitKey, organization: Organization, holder: str) -> KeyLoan:
    """Hand a key to somebody of an organisation; at most one has it."""
    rules.check_moves_keep(by)
    key = _key_move(_key(key), KeyState.OUT, by, organization=organization.pk)
    loan = KeyLoan(key=key, organization=organization, holder=holder.strip(), out_on=clock.today(), by=by)
    loan.full_clean()
    loan.save()
    return loan


@transaction.atomic
def key_take_back(*, by: Person, key: UnitKey) -> UnitKey:
    """A key is back, or found again."""
    return _key_return(key, KeyState.IN, by)


@transaction.atomic
def key_lose(*, by: Person, key: UnitKey) -> UnitKey:
    """A key is lost; whoever had it no longer has it."""
    return _key_return(key, KeyState.LOST, by)


def _key_return(key: UnitKey, to: KeyState, by: Person) -> UnitKey:
    rules.check_moves_keep(by)
    key = _key_move(_key(key), to, by)
    key.loans.filter(back_on=None).update(back_on=clock.today())
    return key
