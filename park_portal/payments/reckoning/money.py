"""Sums, VAT and what is still due. Whole won throughout."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One line of a receivable, in both languages; ``amount_krw`` is signed."""

    kind: str
    label: str
    amount_krw: int
    label_en: str = ""
    quantity: int = 1
    unit_krw: int | None = None


@dataclass(frozen=True)
class Balance:
    """Where a receivable stands. Always: paid − refunded + due − credit = charged − credited."""

    charged: int = 0
    credited: int = 0
    paid: int = 0
    refunded: int = 0

    @property
    def net(self) -> int:
        """What is owed in the end, after cancelled parts."""
        return self.charged - self.credited

    @property
    def kept(self) -> int:
        """What of the money received has not been given back."""
        return self.paid - self.refunded

    @property
    def held(self) -> int:
        """What of it pays for what is still charged: the rest is a credit, owed back already."""
        return min(self.kept, self.net)

    @property
    def due(self) -> int:
        return max(self.net - self.kept, 0)

    @property
    def credit(self) -> int:
        """What was paid beyond what is owed."""
        return max(self.kept - self.net, 0)


@dataclass(frozen=True)
class Reading:
    """What the gateway itself says of a payment, asked just now. ``state``: paid, failed, cancelled or waiting."""

    state: str
    amount_krw: int = 0
    cancelled_krw: int = 0
    currency: str = ""
    store: str = ""


def vat_of(total_krw: int, mode: str) -> int:
    """The VAT inside a total: a tenth on top of the supply is an eleventh of the total, floored (both modes agree)."""
    return 0 if mode == "exempt" else total_krw // 11


def lines_with_vat(lines: Sequence[Line], mode: str, words: tuple[str, str]) -> list[Line]:
    """The lines, with the VAT line (``words``: label in Korean and English) where VAT comes on top."""
    total = sum(line.amount_krw for line in lines)
    if mode != "added" or total <= 0:
        return list(lines)
    vat = total // 10
    return [*lines, Line("vat", words[0], vat, words[1], 1, vat)]
