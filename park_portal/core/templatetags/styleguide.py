"""Made-up things for the component page, so that its view needs no data: {% load styleguide %}{% samples as s %}."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django import forms, template
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from park_portal.core import clock, drawn, spoken

from .icons import ICONS
from .plans import PLANS

register = template.Library()


class SampleForm(forms.Form):
    """One field of every kind."""

    quiet = False

    name = forms.CharField(label=_("Name of the event"), help_text=_("It stands on the board at the entrance."))
    people = forms.IntegerField(label=_("People"), max_value=60)
    start = forms.ChoiceField(
        label=_("Begins at"), choices=[("", _("Please choose")), ("14", "14:00"), ("15", "15:00")]
    )
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    user_class = forms.ChoiceField(
        label=_("You book as"), choices=[("r", _("resident")), ("o", _("organisation"))], widget=forms.RadioSelect
    )
    equipment = forms.MultipleChoiceField(
        label=_("Equipment"),
        required=False,
        choices=[("p", _("projector")), ("m", _("microphone"))],
        widget=forms.CheckboxSelectMultiple,
    )
    password = forms.CharField(label=_("Password"), widget=forms.PasswordInput)
    proof = forms.FileField(label=_("Proof"), required=False, help_text=_("PDF, HWPX or JPG, up to 20 MB."))
    purpose = forms.CharField(
        label=_("What for"), required=False, widget=forms.Textarea(attrs={"rows": 4}), max_length=500
    )
    rules = forms.BooleanField(label=_("I have read the rules of the space."))
    news = forms.BooleanField(label=_("Send me news of the park."), required=False)


@dataclass
class SampleBuilding:
    """What the plan of the park asks of a building."""

    code: str
    name: str
    category: str
    box: tuple[int, int, int, int]  # left, top, width, height in a 620 x 330 plan
    storeys: int = 4
    outline: list[list[int]] = field(init=False)

    def __post_init__(self) -> None:
        x, y, width, height = self.box
        self.outline = [[x, y], [x + width, y], [x + width, y + height], [x, y + height]]

    @property
    def title(self) -> str:
        """Name in the page's language."""
        return self.code.upper() if get_language() == "en" else self.name

    def get_category_display(self) -> Any:
        """Name of the category, as a model would give it."""
        return CATEGORIES[self.category]

    def get_absolute_url(self) -> str:
        """The list of buildings: the made-up ones have no pages."""
        return reverse("spaces:building-list")


CATEGORIES = {
    "tenancy": _("Tenancy"),
    "specialised": _("Specialised"),
    "generation": _("Generations"),
    "connecting": _("Connecting"),
}
STATES = {
    "requested": _("Requested"),
    "awaiting_payment": _("Awaiting payment"),
    "confirmed": _("Confirmed"),
    "in_use": _("In use"),
    "completed": _("Completed"),
    "offered": _("Offered to you"),
    "waitlisted": _("Waiting, no. 2"),
    "draw": _("In the draw"),
    "cancelled": _("Cancelled"),
    "rejected": _("Rejected"),
    "expired": _("Expired"),
    "no_show": _("No-show"),
    "disrupted": _("Stopped by the park"),
}


def sample_buildings() -> list[SampleBuilding]:
    """Return a small park with every category."""
    rows = [
        ("a1", "A1", "tenancy", (220, 106, 150, 58)),
        ("a2", "A2", "tenancy", (220, 188, 96, 70)),
        ("b1", "B1", "generation", (400, 106, 92, 60)),
        ("b2", "B2", "specialised", (440, 202, 74, 66)),
        ("c1", "C1", "specialised", (78, 132, 74, 46)),
        ("c2", "C2", "connecting", (378, 280, 80, 30)),
    ]
    return [SampleBuilding(*row) for row in rows]


def answered_form() -> SampleForm:
    """Return a form that came back with errors."""
    form = SampleForm({"people": "65", "user_class": "r"}, auto_id="bad_%s")
    form.quiet = True  # the component page must not jump to it
    return form


@register.simple_tag(takes_context=True)
def samples(context: template.Context) -> dict[str, Any]:
    """Return everything the component page shows."""
    start = datetime.combine(clock.today() + timedelta(days=3), datetime.min.time(), clock.SEOUL).replace(hour=14)
    number = context["request"].GET.get("page", "4")
    return {
        "form": SampleForm(initial={"people": 40, "equipment": ["p"]}),
        "bad_form": answered_form(),
        "page": Paginator(range(240), 20).get_page(number),
        "states": STATES,
        "step_names": [
            (_("Requested"), spoken.say_day(clock.today(), clock.today())),
            _("Approved"),
            _("Paid"),
            _("Confirmed"),
            _("Used"),
        ],
        "buildings": sample_buildings(),
        "icons": sorted(ICONS),
        "plans": list(zip(sorted(PLANS), sorted(drawn.TINTS) * 3, strict=True)),
        "start": start,
        "end": start + timedelta(hours=2),
        "next_day": start + timedelta(days=1),
        "recently": clock.now() - timedelta(minutes=7),
        "hours": (9 * 60, 22 * 60),
        "taken": [(9 * 60, 12 * 60), (18 * 60, 21 * 60)],
        "mine": (14 * 60, 16 * 60),
    }
