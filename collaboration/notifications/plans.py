"""Messages about the annual plan."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from collaboration.models import DepartmentDuty, LinkagePlan
from park_portal.accounts.models import Organization
from park_portal.notifications.actions import message_queue

from .people import people_of


def duties_given(plan: LinkagePlan, department: Organization, duties: Sequence[DepartmentDuty]) -> None:
    """The plan was approved, and this is what the department has to do for it."""
    for person in people_of(department):
        message_queue(
            kind="collaboration.duties_given",
            to=person,
            key=f"{plan.pk}:{department.pk}:{plan.approved_at:%Y%m%d%H%M%S}",
            context={"plan": plan, "department": department, "duties": duties},
            link=f"{plan.get_absolute_url()}#du",
            deed=_("See the duties"),
        )
