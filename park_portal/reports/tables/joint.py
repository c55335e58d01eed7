"""Joint work on one's home: how much waits, and the first of it."""

from typing import Any, NamedTuple

from collaboration.tables.desk import Desk, Todo

SHOWN = 3
# What she can do something about; meetings, and what others owe, are left to the desk itself.
MINE = ("acknowledge", "workshop", "turns", "parts", "handovers", "opinions", "points", "commitments")


class JointWork(NamedTuple):
    """How many things wait, and the first of them, the most pressing part first."""

    count: int
    todos: list[Todo]


def joint_work(user: Any) -> JointWork | None:
    """None where nothing waits, or nobody is asked: who acts for no organisation has no joint work."""
    if not user.is_authenticated or not user.current_memberships:
        return None
    todos = [todo for part in Desk(user).drawn if part.code in MINE for todo in part.todos]
    return JointWork(len(todos), todos[:SHOWN]) if todos else None
