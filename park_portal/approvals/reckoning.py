"""The arithmetic of a line: which step stands where, what a document is numbered."""

from collections.abc import Iterable, Sequence

from .states import StepKind


def positions(kinds: Iterable[str]) -> list[int]:
    """Positions (1, 2, …) of steps in their order; neighbouring concurrences share one, so they decide in parallel.

    ``["draft", "concur", "concur", "decide"]`` gives ``[1, 2, 2, 3]``.
    """
    places: list[int] = []
    before = ""
    for kind in kinds:
        beside = kind == before == StepKind.CONCUR
        places.append((places[-1] if places else 0) + (not beside))
        before = kind
    return places


def well_formed(kinds: Sequence[str]) -> bool:
    """Whether these are the steps after the drafter's: reviews and concurrences, then one decision at the end."""
    between = {StepKind.REVIEW, StepKind.CONCUR}
    return bool(kinds) and kinds[-1] == StepKind.DECIDE and set(kinds[:-1]) <= between


def document_number(department: str, year: int, serial: int) -> str:
    """The number of a paper: department-year-serial, as in 사업운영팀-2026-15."""
    return f"{department}-{year}-{serial}"
