"""News for the floor above; each carries the proposal's id."""

from django.dispatch import Signal

proposal_confirmed = Signal()
