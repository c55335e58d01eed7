"""Blocks that mix apps, for pages of the floors below (which cannot ask the floors above)."""

from typing import Any

from django import template

from park_portal.reports.tables.joint import JointWork, joint_work

register = template.Library()


@register.inclusion_tag("reports/joint_work.html", takes_context=True)
def joint_work_of(context: dict[str, Any]) -> dict[str, JointWork | None]:
    """What waits for the person in joint work; draws nothing where nothing does."""
    return {"work": joint_work(context["user"])}
