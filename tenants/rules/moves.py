"""Who ticks off what in a move, and who keeps the keys."""

from django.utils.translation import gettext as _

from park_portal.accounts.models import Person
from park_portal.core.errors import ActionDenied, NotPermitted, blocked_by
from tenants.models import MoveTask, UnitKey
from tenants.states import MOVES, KeyState, TaskState


def check_moves_keep(user: Person) -> None:
    if not user.is_centre_staff:
        raise NotPermitted(_("Only centre staff look after moves and keys."), reason="staff_only")


def check_task(user: Person, task: MoveTask) -> None:
    """The centre ticks off everything; an organisation what is hers to do."""
    if user.is_centre_staff:
        return
    mine = {hat.organization_id for hat in user.current_memberships}
    if task.by_centre or not mine & {task.agreement.party_id, task.agreement.occupant_id}:
        raise NotPermitted(_("The centre does this."), reason="by_centre")


def check_task_move(task: MoveTask, to: TaskState) -> None:
    if to not in MOVES[TaskState][TaskState(task.state)]:
        raise ActionDenied(
            _("This task is %(state)s already.") % {"state": task.get_state_display()}, reason="task_state"
        )


def check_note(note: str) -> None:
    if not note.strip():
        raise ActionDenied(_("Please write why it is not needed."), reason="no_reason")


def check_assignee(person: Person | None) -> None:
    if person is not None and not person.is_centre_staff:
        raise ActionDenied(_("Somebody of the centre looks after it."), reason="not_staff")


def check_key_move(key: UnitKey, to: KeyState) -> None:
    if to not in MOVES[KeyState][KeyState(key.state)]:
        raise ActionDenied(_("This key is: %(state)s.") % {"state": key.get_state_display()}, reason="key_state")


def task_moves(user: Person, task: MoveTask) -> dict[str, str]:
    """Each deed on a task with the sentence that blocks it (empty: allowed)."""
    permitted = blocked_by(check_task, user, task)
    return {
        "done": permitted or blocked_by(check_task_move, task, TaskState.DONE),
        "not_needed": blocked_by(check_moves_keep, user) or blocked_by(check_task_move, task, TaskState.NOT_NEEDED),
        "reopen": permitted or blocked_by(check_task_move, task, TaskState.OPEN),
    }
