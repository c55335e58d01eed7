"""What the paper of an agreement (협약서) holds: it is printed, signed by both sides, and scanned back in."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from park_portal.core import clock
from park_portal.core.spoken import formal_won
from park_portal.documents.content import Column, Fact, Heading, Item, Items, Paper, Table, Text
from tenants.models import Agreement
from tenants.states import FeeRule


def park_word(name: str) -> str:
    return settings.PARK[f"{name}_en" if get_language() == "en" else name]


def agreement_paper(agreement: Agreement) -> Paper:
    """The agreement in the language now active, as it stands now; unsigned until somebody signs the print."""
    blocks: list[Any] = [
        Text(
            _("%(park)s and %(organization)s agree on the use of the places named below.")
            % {"park": park_word("operator"), "organization": agreement.party.title}
        )
    ]
    if places := _places(agreement):
        blocks += [Heading(_("Rooms and desks"), 2), places]
    blocks += [Heading(_("Terms"), 2), Items(_terms(agreement))]
    if agreement.terms:
        lines = tuple(Item(line.strip()) for line in agreement.terms.splitlines() if line.strip())
        blocks += [Heading(_("Special terms"), 2), Items(lines)]
    blocks += [Heading(_("Signatures"), 2), _signatures(agreement)]
    return Paper(
        kind="tenants.agreement",
        title=_("Tenancy agreement"),
        number=agreement.label,
        language=get_language() or settings.LANGUAGE_CODE,
        issued_on=agreement.signed_on or clock.today(),
        issuer=park_word("operator"),
        recipient=agreement.party.title,
        facts=_facts(agreement),
        blocks=tuple(blocks),
    )


def _facts(agreement: Agreement) -> tuple[Fact, ...]:
    facts = [
        Fact(_("Organisation"), agreement.occupant.title),
        Fact(_("Kind"), agreement.get_kind_display()),
        Fact(_("First day"), agreement.since),
        Fact(_("Last day"), agreement.until - timedelta(days=1)),
        Fact(_("People who work there"), agreement.headcount),
        Fact(_("Rent"), _rent(agreement)),
        Fact(_("Deposit"), formal_won(agreement.deposit_krw) if agreement.deposit_krw else _("None")),
    ]
    if agreement.purpose:
        facts.append(Fact(pgettext("agreement", "Use"), agreement.purpose))
    if agreement.hours_a_month:
        facts.append(Fact(_("Free hours of halls a month"), agreement.hours_a_month))
    return tuple(facts)


def _rent(agreement: Agreement) -> str:
    if agreement.fee_rule == FeeRule.FLAT:
        return _("%(amount)s a month") % {"amount": formal_won(agreement.flat_krw)}
    return agreement.get_fee_rule_display()


def _places(agreement: Agreement) -> Table | None:
    rows = agreement.allocations.select_related("space__building").order_by("pk")
    lines = tuple((row.space.building.title, row.space.title, row.area_m2) for row in rows)
    columns = (Column(_("Building"), weight=2), Column(_("Room or desk zone"), weight=2))
    return Table((*columns, Column(_("Area (m²)"), "decimal")), lines) if lines else None


def _terms(agreement: Agreement) -> tuple[Item, ...]:
    sentences = [
        _("Rent and maintenance are paid each month by the rates in force."),
        _("The places are used for the agreed purpose only and are not passed on to others."),
        _("Whoever wants to leave before the last day gives notice in writing."),
        _("At the end the places are handed over empty and clean; what is owed is taken from the deposit."),
        _("In arrears or breach of this agreement the park may terminate it."),
    ]
    return tuple(Item(sentence) for sentence in sentences)


def _signatures(agreement: Agreement) -> Table:
    sign = _("(signature or seal)")
    columns = (Column(_("Side")), Column(_("Name"), weight=2), Column(_("Signature"), weight=2))
    rows = ((_("Park"), park_word("operator"), sign), (_("Organisation"), agreement.party.title, sign))
    return Table(columns, rows)
