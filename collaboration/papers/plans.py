"""The paper of the annual plan (연계사업 추진계획), in the order of the office's own (seeds/002)."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from collaboration.models import LinkagePlan, SubProject
from collaboration.states import SubProjectKind
from park_portal.core import clock
from park_portal.core.spoken import formal_won
from park_portal.documents.content import Column, Fact, Facts, Heading, Item, Items, Paper, Table, Text

from .plan_parts import links_by_field, park, procedure

PLAN = "collaboration.plan"


def plan_paper(plan: LinkagePlan, day: date | None = None) -> Paper:
    """추진배경, 추진방향, 현황, 사업개요, 세부추진계획, 사업예산, 행정사항, 붙임; a changed plan says why."""
    day = day or clock.today()
    titles = list(plan.attachments.values_list("name", flat=True))
    return Paper(
        kind=PLAN,
        title=_("%(title)s (changed)") % {"title": plan.title} if plan.changes else plan.title,
        language=get_language() or settings.LANGUAGE_CODE,
        issued_on=day,
        issuer=plan.department.title,
        blocks=(
            *([Text(plan.aim)] if plan.aim else []),
            *([Text(_("Why it is changed: %(reason)s") % {"reason": plan.change_reason})] if plan.changes else []),
            *part("Ⅰ", _("Background of the plan"), grounds(plan)),
            *part("Ⅱ", _("Directions"), lines(plan.directions)),
            *part("Ⅲ", _("The park as it stands"), park(day)),
            *part("Ⅳ", _("Outline of the work"), outline(plan)),
            *part("Ⅴ", _("Plan in detail"), detail(plan)),
            *part("Ⅵ", _("Budget"), budget(plan)),
            *part("Ⅶ", _("Duties of the departments"), duties(plan)),
        ),
        attachments=tuple(titles) or (_("Results of joint work"), _("Use of halls by departments")),
        ending=True,
    )


def part(mark: str, title: str, blocks: list[Any]) -> list[Any]:
    """A part with its Roman mark; an empty one says so, so that the marks never shift."""
    return [Heading(f"{mark} {title}"), *(blocks or [Text("–")])]


def lines(text: str) -> list[Any]:
    """One item a line."""
    items = tuple(Item(line.strip()) for line in text.splitlines() if line.strip())
    return [Items(items)] if items else []


def grounds(plan: LinkagePlan) -> list[Any]:
    """Each ground with the document it rests on: number and day in brackets."""
    said = []
    for ground in plan.grounds.all():
        on = f"{ground.paper_on:%Y. %-m. %-d.}" if ground.paper_on else ""
        source = ", ".join(filter(None, [ground.paper_number, on]))
        said.append(Item(f"{ground.text} ({source})" if source else ground.text))
    return [Items(tuple(said))] if said else []


def outline(plan: LinkagePlan) -> list[Any]:
    total = sum(line.amount_krw for line in plan.budget.all())
    titles = ", ".join(plan.sub_projects.values_list("title", flat=True))
    rows = (
        Fact(_("Begins"), plan.since),
        Fact(_("Ends"), plan.until - timedelta(days=1)),
        Fact(_("What is done"), titles or "–"),
        Fact(_("Budget"), formal_won(total) if total else "–"),
    )
    return [Facts(rows)]


def detail(plan: LinkagePlan) -> list[Any]:
    """Every sub-project; links by field and the procedure stand where joint work is found, else at the end."""
    blocks: list[Any] = []
    found = [*links_by_field(), *procedure()]
    for row in plan.sub_projects.all():
        blocks += sub_project(row)
        if row.kind == SubProjectKind.DISCOVERY:
            blocks += found
            found = []
    return blocks + found


def sub_project(row: SubProject) -> list[Any]:
    """Its items, its stages in order, and who does what."""
    blocks: list[Any] = [Heading(row.title, 2), *lines(row.text)]
    stages = tuple(
        (_("Stage %(n)s") % {"n": n}, stage.title, stage.text) for n, stage in enumerate(row.stages.all(), start=1)
    )
    if stages:
        columns = (Column(_("Stage")), Column(_("Step"), weight=2), Column(_("What is done"), weight=4))
        blocks.append(Table(columns, stages))
    roles = tuple((role.who, role.get_role_display(), role.text) for role in row.roles.select_related("organization"))
    if roles:
        columns = (Column(_("Body"), weight=2), Column(_("Part")), Column(_("Task"), weight=4))
        blocks.append(Table(columns, roles))
    return blocks


def budget(plan: LinkagePlan) -> list[Any]:
    """Lines by budget item with their sum, in won."""
    rows = tuple((line.item.code, line.item.title, line.amount_krw) for line in plan.budget.select_related("item"))
    columns = (
        Column(pgettext("budget item", "Code")),
        Column(_("Budget item"), weight=3),
        Column(_("Amount"), "money"),
    )
    return [Table(columns, rows, total=(_("Total"), None, sum(row[2] for row in rows)))] if rows else []


def duties(plan: LinkagePlan) -> list[Any]:
    """What each department does; a duty without one is everybody's."""
    rows = tuple(
        (duty.organization.title if duty.organization else _("All departments"), duty.text)
        for duty in plan.duties.select_related("organization")
    )
    return [Table((Column(_("Department")), Column(_("Duty"), weight=3)), rows)] if rows else []
