"""What people type about approvals."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from park_portal.accounts.models import Membership, Person
from park_portal.core import clock
from park_portal.documents.forms import UploadField

from .rules import SIGNED_ENDINGS, colleagues
from .states import Clause, Disclosure, ReturnKind, StepKind

ROWS = 3  # of a line to begin with
ROWS_MAX = 12


def comment_field(**facts: Any) -> forms.CharField:
    words = {"label": pgettext_lazy("approval", "Comment"), "max_length": 1000, **facts}
    return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), **words)


def day_field(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def people_choices(user: Person) -> list[tuple[str, Any]]:
    """Colleagues under the bodies they act for, everybody once."""
    rows = Membership.objects.current().filter(person__in=colleagues(user)).select_related("person", "organization")
    bodies: dict[str, list[tuple[int, str]]] = {}
    seen: set[int] = set()
    for row in rows.order_by("organization__kind", "organization__name", "person__name", "pk"):
        if row.person_id not in seen:
            seen.add(row.person_id)
            bodies.setdefault(str(row.organization), []).append((row.person_id, str(row.person)))
    return [("", pgettext_lazy("approval", "(nobody)")), *bodies.items()]


class PersonField(forms.TypedChoiceField):
    """A colleague of ``choices`` (``people_choices``), by her id."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(coerce=int, empty_value=None, **facts)


class DecideForm(forms.Form):
    """A signature: on which content, with or without a comment."""

    seen_hash = forms.CharField(max_length=64, widget=forms.HiddenInput)
    comment = comment_field(required=False, help_text=_("Needed when you send it back; the drafter will read it."))


class SendBackForm(DecideForm):
    kind = forms.ChoiceField(choices=ReturnKind.choices, widget=forms.HiddenInput)
    comment = comment_field(error_messages={"required": _("Please write why; the drafter will read it.")})


class SubmitForm(forms.Form):
    comment = comment_field(required=False, help_text=_("What the others should know, for example what you changed."))


class ExternalForm(forms.Form):
    """What came back from the other office."""

    seen_hash = forms.CharField(max_length=64, widget=forms.HiddenInput)
    office = forms.CharField(label=pgettext_lazy("approval", "Office that signed"), max_length=100)
    number = forms.CharField(label=_("Its document number"), max_length=60)
    date = day_field(pgettext_lazy("approval", "Signed on"))
    upload = UploadField(
        label=_("Signed file"),
        allowed=("pdf", "image", "office"),
        help_text=_("PDF, picture or HWPX"),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(SIGNED_ENDINGS)}),
    )


class RefuseForm(forms.Form):
    comment = comment_field(error_messages={"required": _("Please write why; the drafter will read it.")})


class LineForm(forms.Form):
    """Title, department and disclosure of a line."""

    title = forms.CharField(label=_("Title"), max_length=300)
    department = forms.TypedChoiceField(label=pgettext_lazy("approval", "Drafting department"))
    disclosure = forms.ChoiceField(
        label=pgettext_lazy("approval", "Disclosure"), choices=Disclosure.choices, widget=forms.RadioSelect
    )
    clauses = forms.TypedMultipleChoiceField(
        label=pgettext_lazy("approval", "Clauses"),
        choices=Clause.choices,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("For papers that are not or only partly public."),
    )

    def __init__(self, *args: Any, user: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = {membership.organization_id: membership.organization for membership in user.current_memberships}
        self.fields["department"].choices = [(pk, str(body)) for pk, body in bodies.items()]
        self.fields["department"].coerce = lambda pk: bodies[int(pk)]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        public = facts.get("disclosure") == Disclosure.PUBLIC
        if "disclosure" in facts and "clauses" in facts and public is bool(facts["clauses"]):
            words = _("A paper that is not public names the clauses why; a public one has none.")
            self.add_error("clauses", words)
        return facts


class StepForm(forms.Form):
    """One row of a line; without a person it does not count."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("approval", "Part"), choices=[kind for kind in StepKind.choices if kind[0] != "draft"]
    )
    person = PersonField(label=pgettext_lazy("approval", "Who"), required=False)

    def __init__(self, *args: Any, people: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = people


class Steps(forms.BaseFormSet):
    @property
    def steps(self) -> list[tuple[str, Person]]:
        """The filled rows of a valid form, in order."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("person")]
        people = Person.objects.in_bulk([row["person"] for row in rows])
        return [(row["kind"], people[row["person"]]) for row in rows]

    @classmethod
    def retyped(cls, data: Any) -> list[dict[str, str]]:
        """The rows as typed, with one more (``add``) or without one (``remove``: its place from 0)."""
        count = min(int(data["steps-TOTAL_FORMS"]), ROWS_MAX) if data.get("steps-TOTAL_FORMS", "").isdecimal() else ROWS
        rows = [{name: data.get(f"steps-{n}-{name}", "") for name in ("kind", "person")} for n in range(count)]
        if "add" in data and len(rows) < ROWS_MAX:
            rows.insert(max(len(rows) - 1, 0), {"kind": StepKind.REVIEW, "person": ""})
        place = data.get("remove", "")
        return [row for n, row in enumerate(rows) if str(n) != place]


StepsForm = forms.formset_factory(
    StepForm, formset=Steps, extra=0, max_num=ROWS_MAX, absolute_max=ROWS_MAX, validate_max=True
)
FIRST_ROWS = [{"kind": StepKind.REVIEW}, {"kind": StepKind.CONCUR}, {"kind": StepKind.DECIDE}]


class DeputyForm(forms.Form):
    """Who decides while one is away; days as people say them, the last one included."""

    deputy = PersonField(label=pgettext_lazy("approval", "Deputy"))
    first = day_field(_("First day"))
    last = day_field(_("Last day"))
    reason = forms.CharField(label=_("Reason"), max_length=100, help_text=_("For example: leave, business trip."))

    def __init__(self, *args: Any, user: Person, **kwargs: Any) -> None:
        kwargs["initial"] = {"first": clock.today()}
        super().__init__(*args, **kwargs)
        self.fields["deputy"].choices = people_choices(user)

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        first, last = facts.get("first"), facts.get("last")
        if first and first < clock.today():
            self.add_error("first", _("Please choose a day from today on."))
        if first and last and not first <= last <= date(2200, 1, 1):
            self.add_error("last", _("The last day cannot come before the first."))
        return facts

    @property
    def facts(self) -> dict[str, Any]:
        """For ``actions.deputy_set``: half-open."""
        typed = self.cleaned_data
        until = typed["last"] + timedelta(days=1)
        deputy = Person.objects.get(pk=typed["deputy"])
        return {"deputy": deputy, "since": typed["first"], "until": until, "reason": typed["reason"]}
