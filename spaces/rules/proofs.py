"""Who hands in a proof for a reduction, and who reads it."""

from calendar import monthrange
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from park_portal.accounts.models import Organization, Person
from park_portal.accounts.rules import membership_in
from park_portal.accounts.states import Role
from park_portal.core import clock
from park_portal.core.errors import ActionDenied, NotPermitted
from spaces.models import Reduction, ReductionProof
from spaces.querysets.prices import dated
from spaces.states import MOVES, ProofState

RUNNERS = frozenset({Role.OWNER, Role.MANAGER})


def proofs_readable(user: Any, ids: set[str]) -> set[str]:
    """Those of the proofs (ids as text) whose paper she may read: her own, and all for centre staff."""
    rows = ReductionProof.objects.visible_to(user).filter(pk__in=[pk for pk in ids if pk.isdecimal()])
    return {str(pk) for pk in rows.values_list("pk", flat=True)}


def runs_itself(user: Person, organization: Organization) -> bool:
    """Whether the person is head or manager there; the centre hands nothing in for others, whose papers it reads."""
    mine = membership_in(user, organization)
    return mine is not None and mine.role in RUNNERS


def check_proof_submit(user: Person, reduction: Reduction, organization: Organization | None) -> None:
    """The reduction holds today and asks for a proof; for an organisation its head or manager hands it in."""
    if not Reduction.objects.filter(dated(clock.today()), pk=reduction.pk).exclude(proof="").exists():
        raise ActionDenied(_("No proof is needed for this reduction now."), reason="no_proof_asked")
    if organization and not runs_itself(user, organization):
        raise NotPermitted(
            _("Only a head or manager of %(organization)s can hand in its proof.")
            % {"organization": organization.title},
            reason="not_manager",
        )


def check_proof_once(user: Person, reduction: Reduction, organization: Organization | None) -> None:
    """Nobody waits twice for the same answer. Asked under the holder's lock."""
    rows = ReductionProof.objects.filter(reduction=reduction, state=ProofState.SUBMITTED)
    mine = rows.filter(organization=organization) if organization else rows.filter(person=user, organization=None)
    if mine.exists():
        raise ActionDenied(
            _("A proof for this reduction is being read already. You get a message as soon as it is decided."),
            reason="proof_waits",
        )


def check_proof_decide(user: Person, proof: ReductionProof) -> None:
    """Centre staff read proofs, never their own nor their own organisation's; once is enough."""
    if not user.is_centre_staff:
        raise NotPermitted(_("Only centre staff read proofs."), reason="staff_only")
    if proof.person_id == user.pk or (proof.organization and membership_in(user, proof.organization)):
        raise NotPermitted(_("This is your own proof. A colleague reads it."), reason="own_proof")
    if not MOVES[ProofState][ProofState(proof.state)]:
        raise ActionDenied(_("This proof is decided already."), reason="decided")


def check_valid_until(valid_until: date) -> None:
    if valid_until <= clock.today():
        raise ActionDenied(_("A proof has to hold for a day at least."), reason="valid_until_past")


def usual_end(reduction: Reduction, day: date) -> date:
    """The first day without, when a proof is accepted on ``day``: so many months later, on the same day if there is."""
    years, month = divmod(day.month - 1 + reduction.proof_months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
