"""Draw every state machine of the house out of its ``states.py``.

``manage.py draw_states`` writes ``park_portal/decisions/states.md``; ``--check`` fails when it is not current.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import TextChoices
from django.utils.translation import override

DRAWING = settings.BASE_DIR / "park_portal" / "decisions" / "states.md"
HEAD = "# States and their moves\n\nDrawn by `manage.py draw_states` from each app's `states.py`; do not edit.\n"

Moves = Mapping[Any, tuple[Any, ...]]


class Command(BaseCommand):
    help = "Draw the state machines."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail when the drawing is not current")

    def handle(self, *args: Any, **options: Any) -> None:
        drawn = drawing()
        if not options["check"]:
            DRAWING.write_text(drawn, encoding="utf-8")
        elif not DRAWING.exists() or DRAWING.read_text(encoding="utf-8") != drawn:
            raise CommandError(f"{DRAWING.name} is not current: run `manage.py draw_states`.")


def machines() -> Iterator[tuple[str, type[TextChoices], Moves, Mapping[Any, Any]]]:
    """Each machine: app, states, ``{state: (next, ...)}``, ``{state: public label}``."""
    for app in apps.get_app_configs():
        if find_spec(f"{app.name}.states"):
            module = import_module(f"{app.name}.states")
            for states, moves in getattr(module, "MOVES", {}).items():
                yield app.label, states, moves, module.PUBLIC[states]


def drawing() -> str:
    """One Mermaid diagram a machine, and its labels in Korean: for staff, for the public."""
    parts = [HEAD]
    with override("ko"):
        for app, states, moves, public in machines():
            lines = [f"    {start.value} --> {end.value}" for start, ends in moves.items() for end in ends]
            rows = [f"| {state.value} | {state.label} | {public[state]} |" for state in states]
            diagram = "\n".join(["```mermaid", "stateDiagram-v2", *lines, "```"])
            table = "\n".join(["| code | staff | public |", "|---|---|---|", *rows])
            parts.append(f"## {app}: {states.__name__}\n\n{diagram}\n\n{table}\n")
    return "\n".join(parts)
