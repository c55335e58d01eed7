"""Forms with rows (``text_0, text_1, …``) that can be added to, and forms that know what their reader had read."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _

from collaboration.reckoning.text import Piece, differences
from collaboration.rules.reading import Overtaken

MOST_ROWS = 60
MORE = "more"  # the button that asks for one more row; its value is the first field of the rows


def rows_drawn(typed: Mapping[str, Any], names: tuple[str, ...], spare: int) -> int:
    """How many rows a form has: up to the last one that says something, and ``spare`` empty ones.

    ``names`` are the fields that make a row worth keeping. Rows left empty in between count, so that none behind them
    is dropped; who asks for one more gets it below all that were there.
    """
    there = {
        name: int(n) for name in typed for head, _line, n in [name.rpartition("_")] if head in names and n.isdecimal()
    }
    filled = [n for name, n in there.items() if typed[name] not in ("", None)]
    count = max(filled, default=-1) + 1 + spare
    if typed.get(MORE) == names[0]:
        count = max(count, max(there.values(), default=-1) + 2)
    return min(count, MOST_ROWS)


class RowsForm(forms.Form):
    """A form to which one more row can be added by a plain button: nothing is judged or kept by that."""

    @property
    def typed(self) -> Mapping[str, Any]:
        """What decides on the number of rows: what was sent, else what the form begins with."""
        return self.data if self.is_bound else self.initial

    def is_valid(self) -> bool:
        return MORE not in self.data and super().is_valid()

    def full_clean(self) -> None:
        if MORE in self.data:
            self._errors, self.cleaned_data = ErrorDict(), {}
        else:
            super().full_clean()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        numbers = [name.rpartition("_")[2] for name in self.data if self.data[name]]
        if any(number.isdecimal() and int(number) >= MOST_ROWS for number in numbers):
            self.add_error(None, _("At most %(n)s lines are kept.") % {"n": MOST_ROWS})
        return data


class ReadForm(RowsForm):
    """A form over something that others write, too. It carries the fingerprint of what was read (``read``).

    Where the action finds something else, the form comes back as it was typed, with what stands there now
    (``stands``) and its fingerprint, so that sending it again overwrites knowingly.
    """

    read = forms.CharField(required=False, widget=forms.HiddenInput)
    stands: tuple[tuple[str, list[Piece]], ...] = ()

    def now(self) -> tuple[str, dict[str, str]]:
        """The fingerprint of what stands there now, and its texts under their names."""
        raise NotImplementedError

    def said(self) -> dict[str, str]:
        """What was typed, under the same names."""
        raise NotImplementedError

    @contextmanager
    def rereading(self) -> Iterator[None]:
        try:
            yield
        except Overtaken:
            read, texts = self.now()
            self.data = self.data.copy()
            self.data["read"] = read
            mine = self.said()
            self.stands = tuple(
                (name, differences(text, mine[name])) for name, text in texts.items() if text != mine[name]
            )
            raise
