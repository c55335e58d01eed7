"""The places of an agreement on the ledger: claimed with its signature, cut with its end."""

from collections.abc import Iterable
from datetime import date

from park_portal.core import locks
from spaces.actions.claims import claim_lock, claim_release, claim_take
from spaces.models import Space
from spaces.reckoning import midnight
from spaces.rules import SlotTaken
from spaces.states import ClaimKind
from tenants.models import Agreement, Allocation
from tenants.rules import agreements as rules


def places_lock(agreements: Iterable[Agreement], more: Iterable[int] = ()) -> None:
    """Take, in one statement, the locks of all leaves of the agreements' places, of their organisations, and more."""
    agreements = list(agreements)
    spaces = Allocation.objects.filter(agreement__in=agreements).values("space")
    leaves = Space.leaves.through.objects.filter(space__in=spaces).values_list("leaf", flat=True)
    keys = [locks.key(locks.Lock.LEAF, pk) for pk in leaves]
    keys += [locks.key(locks.Lock.ORGANIZATION, pk) for row in agreements for pk in (row.party_id, row.occupant_id)]
    locks.acquire([*keys, *more])


def places_claim(agreement: Agreement) -> None:
    """Claim every allocation from midnight to midnight; of a zone any free desk, rather the one held before.

    The caller holds ``places_lock`` and has asked ``check_places_free``; the ledger refuses all the same.
    """
    before = list(Allocation.objects.filter(agreement=agreement.previous_id, leaf__isnull=False).values_list("leaf"))
    for row in agreement.allocations.filter(claim=None).select_related("space__building").order_by("pk"):
        try:
            claim = claim_take(
                kind=ClaimKind.ALLOCATION,
                title=agreement.occupant.name,
                space=row.space,
                starts_at=midnight(row.since),
                ends_at=midnight(row.until),
                organization=agreement.occupant,
                override=True,
                rather=[leaf for (leaf,) in before],
            )
        except SlotTaken:
            rules.check_places_free(agreement)  # names who came first, where it can be seen
            raise
        row.claim = claim
        row.leaf_id = claim.slots.values_list("leaf", flat=True).get() if row.is_desk else None
        row.save(update_fields=["claim", "leaf"])


def places_cut(agreement: Agreement, day: date) -> None:
    """Give the places back from ``day`` on; what was to begin later goes altogether. The caller holds the locks."""
    for row in agreement.allocations.filter(until__gt=day).select_related("claim"):
        if row.claim:
            claim_lock(row.claim)
            claim_release(claim=row.claim, at=midnight(day))
        row.until = max(day, row.since)
        row.save(update_fields=["until"])
