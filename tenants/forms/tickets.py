"""What people type to report a fault, and both sides to settle it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from park_portal.accounts.models import Organization, Person
from park_portal.accounts.states import OrganizationKind
from park_portal.core import clock
from park_portal.documents.forms import UploadField
from park_portal.documents.uploads import MEGABYTE
from spaces.models import Building, Space
from tenants.models import Ticket, TicketEntry
from tenants.rules.residents import rooms_of
from tenants.rules.tickets import PHOTOS_MOST
from tenants.states import TicketCategory, TicketState

PHOTO_MOST = 10 * MEGABYTE


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile]:
        return files.getlist(name)


class PhotosField(UploadField):
    """Some pictures, chosen together; gives a list of ``CheckedUpload``."""

    widget = ManyFiles

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        self.most = most
        super().__init__(allowed=("image",), limit=PHOTO_MOST, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        if len(data or []) > self.most:
            words = ngettext("Choose at most %(n)s photo.", "Choose at most %(n)s photos.", self.most)
            raise forms.ValidationError(words % {"n": self.most}, code="too_many")
        return [super(PhotosField, self).clean(one) for one in data or []]


class TicketForm(forms.Form):
    """Where, what, and pictures of it. The rooms of the organisation stand first."""

    place = forms.ChoiceField(label=_("Where is it"))
    category = forms.ChoiceField(label=_("What kind of fault"), choices=[("", "–"), *TicketCategory.choices])
    title = forms.CharField(label=_("In a few words"), max_length=120, help_text=_("E.g. Water drips from the sink"))
    text = forms.CharField(
        label=_("What happened"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Since when, how often, and whether somebody may come in when you are away."),
    )
    photos = PhotosField(label=_("Photos"), most=PHOTOS_MOST, required=False)

    def __init__(self, *args: Any, organization: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rooms = {f"s{room.pk}": room for room in rooms_of(organization)}
        halls = Space.objects.bookable().select_related("building").order_by("building_id", "pk")
        self.halls = {f"s{space.pk}": space for space in halls if f"s{space.pk}" not in self.rooms}
        self.buildings = {f"b{building.pk}": building for building in Building.objects.open()}
        groups = [
            (_("Your rooms"), named(self.rooms.values())),
            (_("Somewhere in a building"), [(key, building.title) for key, building in self.buildings.items()]),
            (_("Spaces to book"), named(self.halls.values())),
        ]
        self.fields["place"].choices = [("", "–"), *((label, rows) for label, rows in groups if rows)]
        if len(self.rooms) == 1:
            self.fields["place"].initial = next(iter(self.rooms))

    @property
    def facts(self) -> dict[str, Any]:
        facts = dict(self.cleaned_data)
        place = facts.pop("place")
        space = (self.rooms | self.halls).get(place)
        return facts | {"space": space, "building": space.building if space else self.buildings[place]}


def named(spaces: Iterable[Space]) -> list[tuple[str, str]]:
    return [(f"s{space.pk}", f"{space.building.title} · {space.title}") for space in spaces]


class WordsForm(forms.Form):
    """Words to the other side, or for colleagues."""

    text = forms.CharField(
        label=_("Your words"),
        max_length=TicketEntry._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class MoveForm(forms.Form):
    """What comes next, as the table of moves allows."""

    to = forms.ChoiceField(label=_("New state"))
    text = forms.CharField(
        label=_("What the organisation reads"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, ticket: Ticket, to: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(state, TicketState(state).label) for state in to]


class StaffField(forms.ModelChoiceField):
    def label_from_instance(self, person: Person) -> str:
        return person.name


class AssignForm(forms.Form):
    """Who looks after it."""

    assignee = StaffField(label=_("Looked after by"), queryset=Person.objects.none(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = centre_people()
        self.fields["assignee"].empty_label = str(_("Nobody yet"))


def centre_people() -> Any:
    """Active people of the park's operator today."""
    day = clock.today()
    now = Q(memberships__until=None) | Q(memberships__until__gt=day)
    kind = Q(memberships__organization__kind=OrganizationKind.PARK_OPERATOR, memberships__since__lte=day)
    return Person.objects.filter(now & kind, is_active=True).distinct().order_by("name", "pk")
