"""What has become of a deposit; pure computation."""

from dataclasses import dataclass

from park_portal.payments.reckoning import Balance
from tenants.states import DepositState


@dataclass(frozen=True)
class Deposit:
    """A deposit in won. ``balance``: of its receivable (None before the signature); ``recovered_krw``: what was kept.

    Money that is kept leaves the receivable, so ``balance.paid`` no longer holds it.
    Always: received = held + being returned + returned + recovered.
    """

    required_krw: int
    balance: Balance | None = None
    recovered_krw: int = 0

    @property
    def received_krw(self) -> int:
        return self.balance.paid + self.recovered_krw if self.balance else 0

    @property
    def held_krw(self) -> int:
        """What is there to be returned or kept."""
        return self.balance.held if self.balance else 0

    @property
    def returning_krw(self) -> int:
        """Credited already, not paid back yet."""
        return self.balance.credit if self.balance else 0

    @property
    def returned_krw(self) -> int:
        return self.balance.refunded if self.balance else 0

    @property
    def due_krw(self) -> int:
        return self.balance.due if self.balance else 0

    @property
    def state(self) -> DepositState:
        """Of what was received first, then of what is still there."""
        if not self.received_krw:
            return DepositState.DUE if self.required_krw and self._owed else DepositState.NOT_REQUIRED
        if not self.returned_krw and not self.recovered_krw and not self.returning_krw:
            return DepositState.PART if self.due_krw else DepositState.RECEIVED
        if self.held_krw or self.returning_krw:
            return DepositState.RETURNED_PART
        return DepositState.RETURNED if self.returned_krw else DepositState.RECOVERED

    @property
    def _owed(self) -> bool:
        """Not signed yet, or still charged."""
        return self.balance is None or self.balance.net > 0
