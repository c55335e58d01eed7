"""The demo's joint work: links by field, and this year's plan (seeds/002) with invented bodies."""

from collaboration.actions import plans, progress
from collaboration.actions.plan_rows import Ground, Role
from collaboration.models import BudgetItem, FieldRoute, LinkagePlan
from park_portal.accounts.models import Organization, Person
from park_portal.core import clock

from .tables import DATA, day, many, rows

ITEMS = (
    ("201-01", "사무관리비", "Office expenses", 12_600_000),
    ("203-03", "시책추진업무추진비", "Expenses of policy work", 1_500_000),
)


def load_routes() -> int:
    """The seven rows of 분야별 협업연계, in the order of the plan; gives their number."""
    bodies = bodies_by_key()
    table = list(rows("field_routes"))
    for position, row in enumerate(table, start=1):
        facts = {"position": position, "name": row["name_ko"], "name_en": row["name_en"]}
        route, _made = FieldRoute.objects.update_or_create(field=row["field"], ended_on=None, defaults=facts)
        route.teams.set(bodies[key] for key in many(row["teams"]))
        route.bodies.set(bodies[key] for key in many(row["park_side"]))
    return len(table)


def bodies_by_key() -> dict[str, Organization]:
    """Organisations by the key of the demo's tables; a name stands once in them."""
    by_name = {body.name: body for body in Organization.objects.all()}
    tables = ("operator", "departments", "organizations")
    return {row["key"]: by_name[row["name"]] for table in tables for row in rows(table)}


def load_plan() -> LinkagePlan:
    """This year's plan, approved and under way: 14,100천원, ten sub-projects, six duties."""
    bodies = bodies_by_key()
    by = Person.objects.get(email="coordinator@demo.park")
    year = clock.today().year
    items = load_items(year)
    plan = plans.plan_begin(
        by=by, year=year, department=bodies["dept-planning"], title=f"{year}. 혁신파크 연계사업 추진계획"
    )
    grounds = [Ground(row["text"], row["number"], day(row["on"])) for row in rows("plan_grounds")]
    duties = [(bodies.get(row["department"]), row["text"]) for row in rows("plan_duties")]
    plan = plans.plan_write(
        by=by,
        plan=plan,
        facts={
            "aim": "행정 협업을 바탕으로 구-혁신파크-지역사회가 함께 상생하고 소통하는 혁신파크를 추진합니다.",
            "directions": (DATA / "plan_directions.txt").read_text(encoding="utf-8").strip(),
            "since": clock.today().replace(month=4, day=1),
        },
        grounds=grounds,
        budget=items,
        duties=duties,
    )
    for row in rows("sub_projects"):
        load_sub_project(by, plan, row, bodies)
    plans.plan_approved(plan_id=plan.pk, by=by, signer=by)
    load_progress(by, plan)
    return plan


def load_items(year: int) -> list[tuple[BudgetItem, int]]:
    """Budget items of last year, this one and the next; gives this year's with the plan's money."""
    BudgetItem.objects.bulk_create(
        BudgetItem(year=other, code=code, name=name, name_en=name_en)
        for other in (year - 1, year, year + 1)
        for code, name, name_en, _amount in ITEMS
    )
    found = {item.code: item for item in BudgetItem.objects.filter(year=year)}
    return [(found[code], amount) for code, _name, _name_en, amount in ITEMS]


def load_sub_project(by: Person, plan: LinkagePlan, row: dict[str, str], bodies: dict[str, Organization]) -> None:
    stages = [(one["title"], one["text"].replace("|", "\n")) for one in rows("plan_stages") if one["of"] == row["key"]]
    roles = [
        Role(one["role"], one["text"], bodies.get(one["body"]), one["name"])
        for one in rows("plan_roles")
        if one["of"] == row["key"]
    ]
    text = row["text"].replace("|", "\n")
    plans.sub_project_write(
        by=by, plan=plan, kind=row["kind"], title=row["title"], text=text, stages=stages, roles=roles
    )


def load_progress(by: Person, plan: LinkagePlan) -> None:
    """The first sub-project is in its third stage."""
    first = plan.sub_projects.get(position=1)
    for stage in first.stages.all()[:3]:
        progress.stage_move(by=by, stage=stage, to="doing")
        if stage.position < 3:
            progress.stage_move(by=by, stage=stage, to="done")
    for text in ("해담천 일대 참여상점 열두 곳을 모집했습니다.", "참여상점 홍보지도를 만들어 나누었습니다."):
        progress.progress_add(by=by, sub_project=first, on=clock.today(), text=text)
