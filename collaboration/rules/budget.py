"""Who keeps the budget items (예산과목), and what the annual plan still has of them."""

from django.db.models import Sum
from django.utils.translation import gettext as _

from collaboration.models import BudgetItem, BudgetLine, LinkagePlan, Proposal
from collaboration.states import BudgetSource
from park_portal.accounts.models import Person
from park_portal.core import clock
from park_portal.core.errors import ActionDenied

from .people import check_coordinates
from .plans import taken_by_item

YEARS = range(2000, 3000)


def check_item_add(user: Person, year: int, code: str) -> None:
    check_coordinates(user)
    if year not in YEARS:
        raise ActionDenied(_("Please give a year between 2000 and 2999."), reason="year")
    if BudgetItem.objects.filter(year=year, code=code).exists():
        raise ActionDenied(_("This budget item exists already in the year."), reason="item_exists")


def check_items_copy(user: Person, year: int) -> None:
    check_coordinates(user)
    if year not in YEARS or not missing_items(year):
        raise ActionDenied(
            _("There is nothing to copy: the year before has no items that this one does not have."), reason="no_items"
        )


def missing_items(year: int) -> list[BudgetItem]:
    """Items of the year before whose codes this year does not have."""
    have = BudgetItem.objects.filter(year=year).values("code")
    return list(BudgetItem.objects.filter(year=year - 1).exclude(code__in=have).order_by("code"))


def asked_of_plan(proposal: Proposal) -> dict[BudgetItem, tuple[int, int]]:
    """Won by item that the current version takes from the annual plan, and what the plan in force has left of it.

    An item that the plan does not have, and every item while no plan is in force, has nothing left.
    """
    lines = BudgetLine.objects.filter(version=proposal.current_id, source=BudgetSource.ANNUAL_PLAN)
    asked = dict(lines.order_by().values_list("item").annotate(total=Sum("amount_krw")))
    plan = LinkagePlan.objects.in_force(clock.today()).first() if asked else None
    planned = dict(plan.budget.values_list("item", "amount_krw")) if plan else {}
    taken = {item.pk: won for item, won in taken_by_item(plan).items()} if plan else {}
    items = BudgetItem.objects.filter(pk__in=asked).order_by("year", "code")
    return {item: (asked[item.pk], planned.get(item.pk, 0) - taken.get(item.pk, 0)) for item in items}
