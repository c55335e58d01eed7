"""What agreements entitle an organisation to: the tenants' price class and free hours, for as long as they run."""

from django.db import transaction
from django.utils.translation import gettext, override

from park_portal.accounts.models import Organization, Person
from spaces.actions.entitlements import Grant, entitlements_fit
from spaces.models import Entitlement
from tenants.models import Agreement
from tenants.reckoning.agreements import Term, stretches


@transaction.atomic
def entitlements_settle(*, organization: Organization, by: Person | None) -> None:
    """Bring the organisation's entitlements to what its concluded agreements say; a second run changes nothing.

    Agreements that share days share one entitlement, with the hours of the more generous; when one of them ends, what
    the others say remains.
    """
    agreements = list(Agreement.objects.concluded().filter(occupant=organization).order_by("since", "pk"))
    terms = [Term(row.since, row.ends, row.hours_a_month, row.number) for row in agreements]
    own = set(Entitlement.objects.filter(agreements__in=agreements).values_list("pk", flat=True))
    with override("ko"):
        wanted = [Grant(t.since, t.until, t.hours, _source(t.number)) for t in stretches(terms)]
    rows = entitlements_fit(by=by, organization=organization, own=own, wanted=wanted)
    for agreement in agreements:
        agreement.entitlements.set(
            [row for _grant, row in rows if row.since < agreement.ends and row.until > agreement.since]
        )


def _source(number: str) -> str:
    return gettext("Tenancy agreement %(number)s") % {"number": number}
