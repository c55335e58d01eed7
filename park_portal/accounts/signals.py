"""When somebody hands her duties over (인수인계): the floors above say what hangs on her, and move it.

Both carry ``giver``, ``taker`` (people; ``taker`` only with the second) and ``organization``, inside the deed's own
transaction. ``duties_listed`` asks, before anything is moved: each receiver answers with a list of ``Handed``.
``duties_handed_over`` tells: each receiver moves what it listed as moving.
"""

from typing import NamedTuple

from django.dispatch import Signal

duties_listed = Signal()
duties_handed_over = Signal()


class Handed(NamedTuple):
    """A line of the brief: of what part of the work, what it is, where it is; ``moves`` or stays with the body."""

    part: str
    text: str
    url: str = ""
    moves: bool = True
