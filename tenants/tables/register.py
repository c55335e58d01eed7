"""The register as a sheet: what is exported can be read in again."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext

from park_portal.core.spoken import phone
from park_portal.documents.content import Column
from park_portal.documents.xlsx import Sheet
from tenants.models import Agreement, Allocation
from tenants.reckoning.register import COLUMNS
from tenants.states import AgreementKind


def register_sheet(on: date) -> Sheet:
    """All agreements in force on the day, one row each, in the order of building and room."""
    columns = [Column(str(column.label), column.kind) for column in COLUMNS]
    return Sheet(gettext("Register of residents"), columns, [row_of(row) for row in agreements(on)])


def agreements(on: date) -> list[Agreement]:
    rows = Agreement.objects.in_force(on).with_building_code().select_related("party", "occupant", "building")
    rows = rows.prefetch_related("allocations__space__building", "allocations__leaf")
    return list(rows.order_by("kind", "building_code", "number", "pk"))


def row_of(agreement: Agreement) -> tuple[Any, ...]:
    occupant, places = agreement.occupant, list(agreement.allocations.all())
    building = places[0].space.building if places else agreement.building
    facts = {
        "number": agreement.number,
        "name": occupant.name,
        "name_en": occupant.name_en or None,
        "kind": occupant.get_kind_display(),
        "business_number": occupant.business_number,
        "field": occupant.get_field_display() or None,
        "agreement_kind": agreement.get_kind_display(),
        "host": agreement.party.name if agreement.kind == AgreementKind.HOSTED else None,
        "building": building.name if building else None,
        "places": "; ".join(place_name(place) for place in places) or None,
        "signed_on": agreement.signed_on,
        "since": agreement.since,
        "until": agreement.ends - timedelta(days=1),
        "headcount": agreement.headcount,
        "fee_rule": agreement.get_fee_rule_display(),
        "flat_krw": agreement.flat_krw,
        "deposit_krw": agreement.deposit_krw,
        "hours_a_month": agreement.hours_a_month,
        "email": occupant.email or None,
        "phone": phone(occupant.phone) if occupant.phone else None,
    }
    return tuple(facts[column.code] for column in COLUMNS)


def place_name(place: Allocation) -> str:
    """A room's name; a desk's, its zone with its number."""
    if place.leaf is None:
        return place.space.name
    return f"{place.space.name} {place.leaf.code.rpartition('-')[2]}"
