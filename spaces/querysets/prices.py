"""Reading words of prices and proofs."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

from park_portal.core.functions import Function
from spaces.states import ProofState


def dated(day: date, prefix: str = "") -> Q:
    """Rows in force on a day: ``since`` counts, ``until`` is the first day without."""
    return Q(**{f"{prefix}since__lte": day}) & (Q(**{f"{prefix}until": None}) | Q(**{f"{prefix}until__gt": day}))


class ProofQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """One's own; all for centre staff, who read them."""
        if not user.is_authenticated:
            return self.none()
        return self if user.is_centre_staff else self.filter(person=user)

    def to_read(self) -> Self:
        return self.filter(state=ProofState.SUBMITTED).order_by("submitted_at", "pk")

    def holding(self, day: date) -> Self:
        """Accepted, and still valid on the day."""
        return self.filter(state=ProofState.ACCEPTED, valid_until__gt=day)

    def with_list_columns(self) -> Self:
        return self.select_related("reduction", "person", "organization", "file")


# Everything that bears on a price, in one statement: price rows, surcharges, the single highest reduction the holder
# has, her organisation's entitlement with the minutes left in the month, and the refund table.
FACTS = Function(
    "spaces_price_facts",
    takes={
        "spaces": "bigint[]", "user_class": "text", "person": "bigint", "organization": "bigint", "day": "date",
        "month": "date",
    },
    gives="tariffs json, surcharges json, reduction json, entitlement json, refunds json",
    select="""
SELECT
    (SELECT json_agg(json_build_array(t.space_id, t.hourly_krw, t.vat_mode)) FROM spaces_tariff t
     WHERE t.space_id = ANY(%(spaces)s) AND t.user_class = %(user_class)s
       AND t.since <= %(day)s AND (t.until IS NULL OR t.until > %(day)s)),
    (SELECT json_agg(json_build_object(
         'space', s.space_id, 'name', s.name, 'name_en', s.name_en, 'percent', s.percent, 'hourly_krw', s.hourly_krw,
         'weekdays', s.weekdays, 'on_holidays', s.on_holidays, 'first_minute', s.first_minute,
         'last_minute', s.last_minute, 'months', s.months) ORDER BY s.id) FROM spaces_surcharge s
     WHERE (s.space_id IS NULL OR s.space_id = ANY(%(spaces)s))
       AND s.since <= %(day)s AND (s.until IS NULL OR s.until > %(day)s)),
    (SELECT json_build_object('name', r.name, 'name_en', r.name_en, 'percent', r.percent) FROM spaces_reduction r
     WHERE r.since <= %(day)s AND (r.until IS NULL OR r.until > %(day)s)
       AND (r.user_classes = '{}' OR %(user_class)s = ANY(r.user_classes))
       AND (r.proof = '' OR EXISTS (
           SELECT 1 FROM spaces_reductionproof p
           WHERE p.reduction_id = r.id AND p.state = 'accepted' AND p.valid_until > %(day)s
             AND CASE WHEN %(organization)s::bigint IS NULL
                      THEN p.organization_id IS NULL AND p.person_id = %(person)s
                      ELSE p.organization_id = %(organization)s END))
     ORDER BY r.percent DESC, r.id LIMIT 1),
    (SELECT json_build_array(e.id, e.hours_a_month * 60 - coalesce((
         SELECT sum(u.minutes - u.returned_minutes) FROM spaces_entitlementuse u
         WHERE u.entitlement_id = e.id AND u.month = %(month)s), 0)) FROM spaces_entitlement e
     WHERE e.organization_id = %(organization)s AND e.hours_a_month > 0
       AND e.since <= %(day)s AND (e.until IS NULL OR e.until > %(day)s)),
    (SELECT json_agg(json_build_array(f.days_before, f.percent) ORDER BY f.days_before DESC) FROM spaces_refundrule f
     WHERE f.since = (SELECT max(since) FROM spaces_refundrule WHERE since <= %(day)s))
""",
)  # fmt: skip


def price_facts(**asked: Any) -> tuple[Any, Any, Any, Any, Any]:
    """The five answers of FACTS, each None where there is nothing; asked by space ids, class, holder, day, month."""
    [answers] = FACTS.ask(**asked)
    return answers
