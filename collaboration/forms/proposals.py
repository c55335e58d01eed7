"""What people type around a proposal."""

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.datastructures import MultiValueDict
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from collaboration.actions.texts import Money
from collaboration.models import BudgetItem, Proposal, ProposalVersion
from collaboration.querysets.proposals import bodies_of
from collaboration.reckoning.text import tidy
from collaboration.rules.people import fitting_receivers
from collaboration.rules.reading import proposal_says
from collaboration.states import BudgetSource, PartyRole, ProposalState, SectionCode
from park_portal.accounts.models import Organization, Person
from park_portal.accounts.states import DISTRICT_KINDS, Field, OrganizationKind
from park_portal.documents.forms import UploadField

from .days import day_field
from .rows import ReadForm, rows_drawn

BUDGET_ROWS = 4  # empty ones offered below those that are filled


def own_bodies(user: Person):
    """The organisations in whose name a person may propose."""
    return Organization.objects.filter(pk__in=bodies_of(user), closed_on=None).order_by("name", "pk")


class BeginForm(forms.Form):
    """A draft of a full proposal: in whose name, what it is called."""

    lead = forms.ModelChoiceField(Organization.objects.none(), label=_("In the name of"))
    title = forms.CharField(label=_("Title"), max_length=120, help_text=_("What will be done, in a few words."))
    fields_of_work = forms.MultipleChoiceField(
        label=_("Fields of work"), choices=Field, widget=forms.CheckboxSelectMultiple,
        help_text=_("They lead to the department that can help."),
    )  # fmt: skip
    summary = forms.CharField(
        label=_("In two sentences"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What changes for whom? Others find similar work by these words."),
    )  # fmt: skip

    def __init__(self, *args: Any, user: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].queryset = own_bodies(user)
        if len(bodies := list(self.fields["lead"].queryset[:2])) == 1:
            self.fields["lead"].initial = bodies[0]

    @property
    def facts(self) -> dict[str, Any]:
        return {"summary": self.cleaned_data["summary"], "fields": self.cleaned_data["fields_of_work"]}


class WriteForm(ReadForm):
    """The whole text of a version: facts, sections, budget rows (``budget-N-…``)."""

    title = forms.CharField(label=_("Title"), max_length=120)
    fields_of_work = forms.MultipleChoiceField(
        label=_("Fields of work"), choices=Field, widget=forms.CheckboxSelectMultiple
    )
    summary = forms.CharField(label=_("In two sentences"), max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
    place = forms.CharField(label=_("Where"), max_length=120, required=False)
    since = day_field(_("From"), required=False)
    last_day = day_field(_("Until"), required=False)
    is_public = forms.BooleanField(
        label=_("Shown to everyone once confirmed"), required=False,
        help_text=_("Title, two sentences, fields, place, time and the text; comments and opinions stay inside."),
    )  # fmt: skip

    def __init__(self, *args: Any, proposal: Proposal, version: ProposalVersion, **kwargs: Any) -> None:
        self.proposal, self.version = proposal, version
        kwargs.setdefault("initial", self.written(proposal, version))
        super().__init__(*args, **kwargs)
        for code in SectionCode:
            self.fields[f"section_{code}"] = forms.CharField(
                label=code.label, max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 4})
            )
        items = BudgetItem.objects.order_by("-year", "code")
        for number in range(rows_drawn(self.typed, ("amount", "item", "purpose", "source"), BUDGET_ROWS)):
            self.fields[f"item_{number}"] = forms.ModelChoiceField(items, label=_("Budget item"), required=False)
            self.fields[f"purpose_{number}"] = forms.CharField(label=_("For what"), max_length=120, required=False)
            self.fields[f"amount_{number}"] = forms.IntegerField(
                label=_("Won"), min_value=1, max_value=10**12, required=False
            )
            self.fields[f"source_{number}"] = forms.ChoiceField(
                label=_("Money from"), choices=[("", "—"), *BudgetSource.choices], required=False
            )

    @staticmethod
    def written(proposal: Proposal, version: ProposalVersion) -> dict[str, Any]:
        said: dict[str, Any] = {
            "title": version.title,
            "fields_of_work": version.fields,
            "summary": version.summary,
            "place": version.place,
            "since": version.since,
            "last_day": version.last_day,
            "is_public": proposal.is_public,
            "read": proposal_says(proposal, version),
        }
        said |= {f"section_{section.code}": section.text for section in version.sections.all()}
        for number, line in enumerate(version.budget.all()):
            said |= {
                f"item_{number}": line.item_id, f"purpose_{number}": line.purpose,
                f"amount_{number}": line.amount_krw, f"source_{number}": line.source,
            }  # fmt: skip
        return said

    def now(self) -> tuple[str, dict[str, str]]:
        proposal = Proposal.objects.get(pk=self.proposal.pk)
        version = proposal.versions.order_by("number").last()
        parts = {section.code: section.text for section in version.sections.all()}
        lines = [(line.item, line.purpose, line.amount_krw) for line in version.budget.select_related("item")]
        return proposal_says(proposal, version), told(version.outline, parts, lines, proposal.is_public)

    def said(self) -> dict[str, str]:
        lines = [(line.item, line.purpose, line.amount_krw) for line in self.money]
        parts = {code: tidy(text) for code, text in self.sections.items()}
        return told(self.facts, parts, lines, self.cleaned_data["is_public"])

    @staticmethod
    def taken(data: MultiValueDict) -> dict[str, Any]:
        """What stands in the form and is not kept yet, unchecked."""
        if "title" not in data:
            return {}
        facts = {name: data[name] for name in data}
        return facts | {"fields_of_work": data.getlist("fields_of_work"), "is_public": "is_public" in data}

    @property
    def section_fields(self) -> list[Any]:
        return [self[f"section_{code}"] for code in SectionCode]

    @property
    def budget_rows(self) -> list[list[Any]]:
        count = sum(name.startswith("item_") for name in self.fields)
        return [[self[f"{name}_{n}"] for name in ("item", "purpose", "amount", "source")] for n in range(count)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("since") and data.get("last_day") and data["last_day"] < data["since"]:
            self.add_error("last_day", _("The end must come after the beginning."))
        for number in range(len(self.budget_rows)):
            given = {name: data.get(f"{name}_{number}") for name in ("item", "purpose", "amount", "source")}
            if any(given.values()):
                for name, value in given.items():
                    if not value and f"{name}_{number}" not in self.errors:
                        self.add_error(f"{name}_{number}", _("Please fill in the whole line, or empty it."))
        return data

    @property
    def facts(self) -> dict[str, Any]:
        data = self.cleaned_data
        last = data["last_day"]
        return {
            "title": data["title"],
            "summary": data["summary"],
            "fields": data["fields_of_work"],
            "place": data["place"],
            "since": data["since"],
            "until": last + timedelta(days=1) if last else None,
        }

    @property
    def sections(self) -> dict[SectionCode, str]:
        return {code: self.cleaned_data[f"section_{code}"] for code in SectionCode}

    @property
    def money(self) -> list[Money]:
        data = self.cleaned_data
        return [
            Money(data[f"item_{n}"], data[f"purpose_{n}"], data[f"amount_{n}"], data[f"source_{n}"])
            for n in range(len(self.budget_rows))
            if data.get(f"amount_{n}")
        ]


def told(outline: dict[str, Any], sections: dict[str, str], lines: list[Any], public: bool) -> dict[str, str]:
    """A version in words, under the names of its parts."""
    last = outline["until"] - timedelta(days=1) if outline["until"] else None
    rows = "\n".join(f"{item} · {purpose} · {amount:,}" for item, purpose, amount in lines)
    return {
        gettext("Title"): outline["title"],
        gettext("Fields of work"): ", ".join(str(Field(field).label) for field in outline["fields"]),
        gettext("In two sentences"): tidy(outline["summary"]),
        gettext("Where"): outline["place"],
        gettext("When"): " – ".join(date_format(day) for day in (outline["since"], last) if day),
        gettext("Shown to everyone once confirmed"): gettext("Yes") if public else gettext("No"),
        **{str(code.label): sections.get(code, "") for code in SectionCode},
        gettext("Budget in lines"): rows,
    }


class NoteForm(forms.Form):
    """What changed, in a few words."""

    note = forms.CharField(label=_("What changed"), max_length=300, required=False)


class ReasonForm(forms.Form):
    """Why; the other side reads it."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, needed: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needed


class ShortReasonForm(ReasonForm):
    """Where 300 letters of the reason are kept."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class AnswerForm(forms.Form):
    """Yes, or no with its reason."""

    accepts = forms.BooleanField(required=False)
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)


class CommentForm(forms.Form):
    """A word on a section."""

    section = forms.ChoiceField(choices=SectionCode)
    text = forms.CharField(label=_("Comment"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    organization = forms.ModelChoiceField(Organization.objects.none(), label=_("For"))
    internal = forms.BooleanField(label=_("For my organisation only"), required=False)

    def __init__(self, *args: Any, user: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = own_bodies(user)
        self.fields["organization"].initial = self.fields["organization"].queryset.first()


class AttachmentForm(forms.Form):
    name = forms.CharField(label=_("What it is"), max_length=120, required=False)
    file = UploadField(label=_("File"))


class PartyForm(forms.Form):
    """Whom to ask, for which part."""

    organization = forms.ModelChoiceField(Organization.objects.none(), label=_("Organisation"))
    role = forms.ChoiceField(label=_("Part"), choices=PartyRole)

    def __init__(self, *args: Any, proposal: Proposal, coordinates: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [PartyRole.RECEIVER, PartyRole.CONCERNED] if coordinates else [PartyRole.JOINT]
        self.fields["role"].choices = [(role, role.label) for role in roles]
        rows = Organization.objects.filter(closed_on=None).exclude(pk=proposal.lead_id)
        if coordinates:
            sides = {"tenant": Q(kind__in=DISTRICT_KINDS), "district": Q(kind=OrganizationKind.PARK_OPERATOR)}
            rows = rows.filter(sides[proposal.proposer] | ~Q(kind__in=DISTRICT_KINDS))
        self.fields["organization"].queryset = rows.select_related("parent").order_by("name", "pk")


class MergeForm(forms.Form):
    """Into which other proposal."""

    into = forms.ModelChoiceField(Proposal.objects.none(), label=_("Merge into"))

    def __init__(self, *args: Any, user: Person, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Proposal.objects.visible_to(user).exclude(pk=proposal.pk).filter(proposer=proposal.proposer)
        states = [ProposalState.SUBMITTED, ProposalState.COLLECTED, ProposalState.KICKOFF_HELD, ProposalState.WORKING]
        self.fields["into"].queryset = rows.filter(state__in=states).order_by("-pk")


class HandoverForm(forms.Form):
    """Who is responsible instead, and why."""

    taker = forms.ModelChoiceField(
        Organization.objects.none(), label=pgettext_lazy("handover", "Who is responsible instead?")
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, proposal: Proposal, giver: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = fitting_receivers(proposal).exclude(pk=giver)
        self.fields["taker"].queryset = rows.select_related("parent").order_by("name", "pk")
