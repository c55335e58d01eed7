"""Keeping the budget items of a year (예산과목)."""

from django.db import transaction

from collaboration.models import BudgetItem
from collaboration.rules import budget as rules
from park_portal.accounts.models import Person
from park_portal.audit.actions import record


@transaction.atomic
def item_add(*, by: Person, year: int, code: str, name: str, name_en: str = "") -> BudgetItem:
    """A budget item, e.g. 201-01 사무관리비; it never goes away, because plans and proposals name it."""
    rules.check_item_add(by, year, code)
    item = BudgetItem.objects.create(year=year, code=code, name=name, name_en=name_en)
    record("budget_item.add", by=by, subject=item, year=year, code=code)
    return item


@transaction.atomic
def items_copy(*, by: Person, year: int) -> list[BudgetItem]:
    """Make the items of the year before for this one, too; those that it has already stay as they are."""
    rules.check_items_copy(by, year)
    return [
        item_add(by=by, year=year, code=item.code, name=item.name, name_en=item.name_en)
        for item in rules.missing_items(year)
    ]
