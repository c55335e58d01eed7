"""What a department types: the opinion, its points, the paper that comes back."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from collaboration.actions.opinions import Said
from collaboration.models import Opinion
from collaboration.reckoning.text import tidy
from collaboration.rules.care import colleagues
from collaboration.rules.opinions import check_record_day
from collaboration.rules.reading import opinion_says
from collaboration.states import PointKind, ReasonCode, SectionCode, Verdict
from park_portal.accounts.models import Person
from park_portal.core.errors import blocked_by
from park_portal.documents.forms import UploadField

from .rows import ReadForm, rows_drawn

POINT_ROWS = 3  # empty ones offered below those that are filled


class OpinionForm(ReadForm):
    """The head of the opinion, and its points by section (``section_N, kind_N, text_N``)."""

    verdict = forms.ChoiceField(label=_("Verdict"), choices=Verdict, widget=forms.RadioSelect, required=False)
    reasons = forms.MultipleChoiceField(
        label=_("Why it is not feasible"), choices=ReasonCode, widget=forms.CheckboxSelectMultiple, required=False
    )
    text = forms.CharField(
        label=_("Opinion"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )

    def __init__(self, *args: Any, opinion: Opinion, **kwargs: Any) -> None:
        self.opinion = opinion
        kwargs.setdefault("initial", self.written(opinion))
        super().__init__(*args, **kwargs)
        for number in range(rows_drawn(self.typed, ("text", "section"), POINT_ROWS)):
            self.fields[f"section_{number}"] = forms.ChoiceField(
                label=_("Section"), choices=[("", "—"), *SectionCode.choices], required=False
            )
            self.fields[f"kind_{number}"] = forms.ChoiceField(
                label=_("Kind"), choices=PointKind, required=False, initial=PointKind.CONDITION
            )
            self.fields[f"text_{number}"] = forms.CharField(
                label=_("Point"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
            )

    @staticmethod
    def written(opinion: Opinion) -> dict[str, Any]:
        said: dict[str, Any] = {
            "verdict": opinion.verdict, "reasons": opinion.reasons, "text": opinion.text, "read": opinion_says(opinion),
        }  # fmt: skip
        for number, point in enumerate(opinion.points.all()):
            said |= {f"section_{number}": point.section, f"kind_{number}": point.kind, f"text_{number}": point.text}
        return said

    def now(self) -> tuple[str, dict[str, str]]:
        opinion = Opinion.objects.get(pk=self.opinion.pk)
        points = [Said(point.section, point.kind, point.text) for point in opinion.points.all()]
        return opinion_says(opinion), self.told(opinion.verdict, opinion.reasons, opinion.text, points)

    def said(self) -> dict[str, str]:
        data = self.cleaned_data
        return self.told(data["verdict"], data["reasons"], data["text"], self.points)

    @staticmethod
    def told(verdict: str, reasons: list[str], text: str, points: list[Said]) -> dict[str, str]:
        """An opinion in words, under the names of its parts."""
        rows = [f"{SectionCode(p.section).label} · {PointKind(p.kind).label}: {tidy(p.text)}" for p in points]
        return {
            gettext("Verdict"): str(Verdict(verdict).label) if verdict else "–",
            gettext("Why it is not feasible"): ", ".join(str(ReasonCode(code).label) for code in reasons),
            gettext("Opinion"): tidy(text),
            gettext("Points of the opinion"): "\n".join(rows),
        }

    @property
    def point_rows(self) -> list[list[Any]]:
        count = sum(name.startswith("section_") for name in self.fields)
        return [[self[f"{name}_{n}"] for name in ("section", "kind", "text")] for n in range(count)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for number in range(len(self.point_rows)):
            if data.get(f"text_{number}") and not data.get(f"section_{number}"):
                self.add_error(f"section_{number}", _("Say which section the point is about."))
            if data.get(f"section_{number}") and not data.get(f"text_{number}"):
                self.add_error(f"text_{number}", _("Please write the point, or empty the line."))
        return data

    @property
    def points(self) -> list[Said]:
        data = self.cleaned_data
        return [
            Said(data[f"section_{n}"], data[f"kind_{n}"] or PointKind.CONDITION, data[f"text_{n}"])
            for n in range(len(self.point_rows))
            if data.get(f"text_{n}")
        ]


class PointAnswerForm(forms.Form):
    """What was done about a point."""

    answer = forms.CharField(label=_("Answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class PointWordForm(forms.Form):
    """What is missing, or a word on closing a point."""

    text = forms.CharField(label=_("What is missing?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, needed: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = needed


class AssignForm(forms.Form):
    """Which colleague looks after the opinion from now on."""

    to = forms.ModelChoiceField(Person.objects.none(), label=_("Who looks after it"))

    def __init__(self, *args: Any, opinion: Opinion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [person for person in colleagues(opinion) if person.pk != opinion.assignee_id]
        self.fields["to"].queryset = Person.objects.filter(pk__in=[p.pk for p in people]).order_by("name", "pk")
        self.fields["to"].label_from_instance = lambda person: person.name


class PostponeForm(forms.Form):
    """Until when instead, and why."""

    due_on = forms.DateField(label=_("New due day"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class RecordForm(forms.Form):
    """What comes back from the office's own approval: number, day, signed file."""

    paper_number = forms.CharField(label=_("Document number"), max_length=60)
    paper_on = forms.DateField(label=_("Day of the document"), widget=forms.DateInput(attrs={"type": "date"}))
    file = UploadField(label=_("Signed file"), allowed=("pdf", "image", "office"))

    def __init__(self, *args: Any, opinion: Opinion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.opinion = opinion

    def clean_paper_on(self) -> date:
        """Between the day on which the version was handed in and today."""
        day = self.cleaned_data["paper_on"]
        if blocked := blocked_by(check_record_day, self.opinion, day):
            raise ValidationError(blocked, code="signed_on")
        return day
