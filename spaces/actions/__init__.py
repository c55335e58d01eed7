"""The verbs of the land; the only room that writes."""

from .bookings import (
    booking_approve,
    booking_cancel,
    booking_change,
    booking_reject,
    booking_request,
)
from .claims import claim_lock, claim_release, claim_shift, claim_take
from .closures import closure_add, closure_edit, closure_end
from .course import booking_paid, bookings_advance, bookings_expire
from .land import building_edit, dated_remove, dated_set, holidays_take, hours_edit, space_add, space_edit
from .prices import (
    entitlement_end,
    entitlement_grant,
    item_add,
    item_edit,
    reduction_add,
    reduction_end,
    refunds_set,
    surcharge_add,
    surcharge_end,
    tariffs_set,
)
from .proofs import proof_accept, proof_refuse, proof_submit

__all__ = [
    "booking_approve",
    "booking_cancel",
    "booking_change",
    "booking_paid",
    "booking_reject",
    "booking_request",
    "bookings_advance",
    "bookings_expire",
    "building_edit",
    "claim_lock",
    "claim_release",
    "claim_shift",
    "claim_take",
    "closure_add",
    "closure_edit",
    "closure_end",
    "dated_remove",
    "dated_set",
    "entitlement_end",
    "entitlement_grant",
    "holidays_take",
    "hours_edit",
    "item_add",
    "item_edit",
    "proof_accept",
    "proof_refuse",
    "proof_submit",
    "reduction_add",
    "reduction_end",
    "refunds_set",
    "space_add",
    "space_edit",
    "surcharge_add",
    "surcharge_end",
    "tariffs_set",
]
