"""What people type into the annual plan."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from collaboration.actions.plan_rows import Ground, Role
from collaboration.models import BudgetItem, LinkagePlan, SubProject
from collaboration.states import StageRole, SubProjectKind
from park_portal.accounts.models import Organization
from park_portal.accounts.states import OrganizationKind
from park_portal.core import clock
from park_portal.documents.forms import UploadField

from .days import day_field

SPARE = 2  # empty rows offered below those that are filled


def departments() -> Any:
    kinds = [OrganizationKind.DISTRICT_DEPARTMENT, OrganizationKind.DISTRICT_OFFICE]
    return Organization.objects.filter(kind__in=kinds, closed_on=None).order_by("name", "pk")


class RowsForm(forms.Form):
    """Rows named ``part_name_N``; as many as are written or sent, and a few empty ones."""

    def add_rows(self, part: str, written: int, fields: Mapping[str, Any], key: str) -> None:
        """Fields of each row are made by ``fields[name]()``; ``key`` names the one that shows that a row is used."""
        sent = sum(1 for name in self.data if name.startswith(f"{part}_{key}_"))
        for n in range(max(written + SPARE, sent)):
            for name, make in fields.items():
                self.fields[f"{part}_{name}_{n}"] = make()

    def bound_rows(self, part: str, names: tuple[str, ...]) -> list[list[Any]]:
        return [[self[f"{part}_{name}_{n}"] for name in names] for n in range(self.count(part, names[0]))]

    def count(self, part: str, name: str) -> int:
        return sum(field.startswith(f"{part}_{name}_") for field in self.fields)

    def typed(self, part: str, names: tuple[str, ...], key: str) -> list[tuple[Any, ...]]:
        """Cleaned rows in which ``key`` is filled."""
        data = self.cleaned_data
        rows = range(self.count(part, key))
        return [tuple(data.get(f"{part}_{name}_{n}") for name in names) for n in rows if data.get(f"{part}_{key}_{n}")]


class PlanBeginForm(forms.Form):
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2999)
    title = forms.CharField(label=_("Title"), max_length=120)
    department = forms.ModelChoiceField(Organization.objects.none(), label=_("Department in charge"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = departments()


GROUND, MONEY, DUTY = ("text", "number", "on"), ("item", "amount"), ("body", "text")


class PlanForm(RowsForm):
    """Facts, grounds, budget and duties of a plan."""

    title = forms.CharField(label=_("Title"), max_length=120)
    aim = forms.CharField(label=_("Aim"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    directions = forms.CharField(
        label=_("Directions"), max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One a line."),
    )  # fmt: skip
    since = day_field(_("From"))
    last_day = day_field(_("Until"))

    def __init__(self, *args: Any, plan: LinkagePlan, **kwargs: Any) -> None:
        self.plan = plan
        grounds, budget, duties = (
            list(plan.grounds.filter(is_counted=False)),
            list(plan.budget.all()),
            list(plan.duties.all()),
        )
        said: dict[str, Any] = {name: getattr(plan, name) for name in ("title", "aim", "directions", "since")}
        said["last_day"] = plan.until - timedelta(days=1)
        for n, row in enumerate(grounds):
            said |= {f"ground_text_{n}": row.text, f"ground_number_{n}": row.paper_number}
            said[f"ground_on_{n}"] = row.paper_on
        for n, line in enumerate(budget):
            said |= {f"money_item_{n}": line.item_id, f"money_amount_{n}": line.amount_krw}
        for n, duty in enumerate(duties):
            said |= {f"duty_body_{n}": duty.organization_id, f"duty_text_{n}": duty.text}
        kwargs.setdefault("initial", said)
        super().__init__(*args, **kwargs)
        self.add_rows("ground", len(grounds), self.ground_fields, "text")
        self.add_rows("money", len(budget), self.money_fields, "amount")
        self.add_rows("duty", len(duties), self.duty_fields, "text")

    @property
    def ground_fields(self) -> dict[str, Any]:
        return {
            "text": lambda: forms.CharField(label=pgettext_lazy("plan", "Ground"), max_length=300, required=False),
            "number": lambda: forms.CharField(label=_("Document number"), max_length=60, required=False),
            "on": lambda: day_field(_("Day of the document"), required=False),
        }

    @property
    def money_fields(self) -> dict[str, Any]:
        items = BudgetItem.objects.filter(year=self.plan.year).order_by("code")
        return {
            "item": lambda: forms.ModelChoiceField(items, label=_("Budget item"), required=False),
            "amount": lambda: forms.IntegerField(label=_("Won"), min_value=1, max_value=10**12, required=False),
        }

    @property
    def duty_fields(self) -> dict[str, Any]:
        rows = departments()
        everyone = _("All departments")
        return {
            "body": lambda: forms.ModelChoiceField(rows, label=_("Department"), required=False, empty_label=everyone),
            "text": lambda: forms.CharField(label=_("Duty"), max_length=300, required=False),
        }

    @property
    def ground_rows(self) -> list[list[Any]]:
        return self.bound_rows("ground", GROUND)

    @property
    def money_rows(self) -> list[list[Any]]:
        return self.bound_rows("money", MONEY)

    @property
    def duty_rows(self) -> list[list[Any]]:
        return self.bound_rows("duty", DUTY)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("since") and data.get("last_day") and data["last_day"] < data["since"]:
            self.add_error("last_day", _("The end must come after the beginning."))
        items = []
        for n in range(self.count("money", "item")):
            item, amount = data.get(f"money_item_{n}"), data.get(f"money_amount_{n}")
            if bool(item) != bool(amount):
                self.add_error(f"money_item_{n}", _("Please fill in the whole line, or empty it."))
            if item and item in items:
                self.add_error(f"money_item_{n}", _("This budget item is in the plan already."))
            items.append(item)
        return data

    @property
    def parts(self) -> dict[str, Any]:
        """What ``plan_write`` takes."""
        data = self.cleaned_data
        facts = {name: data[name] for name in ("title", "aim", "directions", "since")}
        return {
            "facts": facts | {"until": data["last_day"] + timedelta(days=1)},
            "grounds": [Ground(*row) for row in self.typed("ground", GROUND, "text")],
            "budget": self.typed("money", MONEY, "amount"),
            "duties": self.typed("duty", DUTY, "text"),
        }


STAGE, ROLE = ("title", "text"), ("body", "name", "role", "text")


class SubProjectForm(RowsForm):
    """One sub-project with its stages and roles."""

    kind = forms.ChoiceField(label=_("Kind"), choices=SubProjectKind)
    title = forms.CharField(label=_("Title"), max_length=120)
    text = forms.CharField(
        label=_("What is done"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One a line."),
    )  # fmt: skip

    def __init__(self, *args: Any, sub_project: SubProject | None = None, **kwargs: Any) -> None:
        stages = list(sub_project.stages.all()) if sub_project else []
        roles = list(sub_project.roles.all()) if sub_project else []
        said = {name: getattr(sub_project, name) for name in ("kind", "title", "text")} if sub_project else {}
        for n, stage in enumerate(stages):
            said |= {f"stage_title_{n}": stage.title, f"stage_text_{n}": stage.text}
        for n, row in enumerate(roles):
            said |= {f"role_body_{n}": row.organization_id, f"role_name_{n}": row.name}
            said |= {f"role_role_{n}": row.role, f"role_text_{n}": row.text}
        kwargs.setdefault("initial", said)
        super().__init__(*args, **kwargs)
        self.add_rows("stage", len(stages), self.stage_fields, "title")
        self.add_rows("role", len(roles), self.role_fields, "role")

    @property
    def stage_fields(self) -> dict[str, Any]:
        return {
            "title": lambda: forms.CharField(label=_("Step"), max_length=120, required=False),
            "text": lambda: forms.CharField(
                label=_("What is done"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
            ),
        }

    @property
    def role_fields(self) -> dict[str, Any]:
        bodies = Organization.objects.filter(closed_on=None).select_related("parent").order_by("name", "pk")
        return {
            "body": lambda: forms.ModelChoiceField(bodies, label=_("Organisation"), required=False),
            "name": lambda: forms.CharField(label=_("Or its name"), max_length=60, required=False),
            "role": lambda: forms.ChoiceField(label=_("Part"), choices=[("", "—"), *StageRole.choices], required=False),
            "text": lambda: forms.CharField(label=_("Task"), max_length=300, required=False),
        }

    @property
    def stage_rows(self) -> list[list[Any]]:
        return self.bound_rows("stage", STAGE)

    @property
    def role_rows(self) -> list[list[Any]]:
        return self.bound_rows("role", ROLE)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for n in range(self.count("role", "role")):
            body, name = data.get(f"role_body_{n}"), data.get(f"role_name_{n}")
            if data.get(f"role_role_{n}") and not (body or name):
                self.add_error(f"role_name_{n}", _("Choose an organisation, or write a name."))
            if (body or name) and not data.get(f"role_role_{n}"):
                self.add_error(f"role_role_{n}", _("Please fill in the whole line, or empty it."))
        return data

    @property
    def parts(self) -> dict[str, Any]:
        """What ``sub_project_write`` takes."""
        roles = [
            Role(role, text or "", body, name or "") for body, name, role, text in self.typed("role", ROLE, "role")
        ]
        facts = {name: self.cleaned_data[name] for name in ("kind", "title", "text")}
        return facts | {"stages": self.typed("stage", STAGE, "title"), "roles": roles}


class ProgressForm(forms.Form):
    """What was done, when, and what shows it."""

    on = day_field(_("Day"), initial=clock.today)
    text = forms.CharField(label=_("What was done"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    evidence = UploadField(label=_("File that shows it"), required=False)

    @property
    def entry(self) -> dict[str, Any]:
        """What ``progress_add`` takes."""
        data = self.cleaned_data
        return {"on": data["on"], "text": data["text"], "upload": data["evidence"]}
