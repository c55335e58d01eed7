"""What people type about themselves and their organisation."""

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from park_portal.core.spoken import phone as phone_national

from .models import Membership, Organization, Person
from .reckoning import business_number_clean, phone_clean
from .rules import duties_possible
from .states import DISTRICT_KINDS, ConsentPurpose, Duty, OrganizationKind, Role, Scope

EMAIL_LENGTH = 254  # of the database column; Django's form field would let 320 pass


class PhoneField(forms.CharField):
    """A telephone in any usual spelling; gives E.164."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"})
        super().__init__(**{"label": _("Telephone"), "max_length": 30, "widget": widget, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        """Show a stored number as it is dialled here; leave what was typed as it is."""
        return phone_national(value) if isinstance(value, str) and value.startswith("+82") else value

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        return phone_clean(text) if text else ""


class PhoneOrBlank(PhoneField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)


def purposes_field() -> forms.MultipleChoiceField:
    """The optional consents: nothing ticked beforehand, nothing else depends on them."""
    return forms.MultipleChoiceField(
        label=_("You may agree to these"),
        choices=ConsentPurpose.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("You can use the whole portal without agreeing, and change your mind at any time on your page."),
    )


class SignupFields(forms.Form):
    """What sign-up asks beside the e-mail address and the password."""

    name = forms.CharField(label=_("Name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    phone = PhoneOrBlank(
        help_text=_("For news about your bookings on the day. Leave it empty if you prefer e-mail only.")
    )
    purposes = purposes_field()
    field_order = ["email", "password1", "name", "phone", "purposes"]

    def signup(self, request: Any, user: Person) -> None:
        """Asked for by allauth; the adapter has saved the person already."""


class ProfileForm(forms.ModelForm):
    """One's own facts."""

    phone = PhoneOrBlank(help_text=_("For news about your bookings on the day."))

    class Meta:
        model = Person
        fields = ["name", "phone", "neighbourhood", "language"]
        help_texts = {"neighbourhood": _("The dong you live in. Residents of the district pay the residents' price.")}
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}


class ConsentsForm(forms.Form):
    """The optional consents, to give or withdraw."""

    purposes = purposes_field()


class AccessTokenForm(forms.Form):
    """A new API token."""

    name = forms.CharField(
        label=_("Name"), max_length=60, help_text=_("What the token is for, so that you know later which one it is.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What the token may do"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedChoiceField(
        label=_("Valid for"),
        choices=lambda: [(n, ngettext("%(n)s day", "%(n)s days", n) % {"n": n}) for n in (30, 90, 180, 365)],
        coerce=int,
        initial=90,
        help_text=_("Then it ends by itself. Make a new one when you still need it."),
    )


class MembershipForm(forms.Form):
    """Role and duties of a member."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.MEMBER)
    duties = forms.MultipleChoiceField(label=_("Duties"), widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(
        self, *args: Any, by: Person, organization: Organization, membership: Membership | None = None, **kwargs: Any
    ) -> None:
        if membership:
            kwargs["initial"] = {"role": membership.role, "duties": membership.duties}
        super().__init__(*args, **kwargs)
        possible = set(duties_possible(by, organization)) | {Duty(d) for d in (membership.duties if membership else [])}
        self.fields["duties"].choices = [(duty.value, duty.label) for duty in Duty if duty in possible]


class InvitationForm(MembershipForm):
    """Whom to invite, and as what."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=EMAIL_LENGTH,
        help_text=_("The person answers by signing in with this address."),
    )
    field_order = ["email", "role", "duties"]


class ColleagueField(forms.ModelChoiceField):
    def label_from_instance(self, membership: Membership) -> str:
        return f"{membership.person.name} ({membership.get_role_display()})"


class DutyHandoverForm(forms.Form):
    """To which colleague."""

    taker = ColleagueField(Membership.objects.none(), label=_("Who takes over"))

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Membership.objects.current().filter(organization=membership.organization).exclude(pk=membership.pk)
        self.fields["taker"].queryset = rows.select_related("person").order_by("person__name", "pk")


class OrganizationForm(forms.ModelForm):
    """Facts of a body, as the centre keeps them."""

    phone = PhoneOrBlank()

    class Meta:
        model = Organization
        fields = [
            "name",
            "name_en",
            "kind",
            "field",
            "parent",
            "hosted_by",
            "business_number",
            "intro",
            "intro_en",
            "email",
            "phone",
        ]
        widgets = {"intro": forms.Textarea(attrs={"rows": 2}), "intro_en": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "business_number": _("Ten digits, e.g. 220-81-62517. Leave it empty for groups without one."),
            "hosted_by": _("For organisations inside an intermediary."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hosts = Organization.objects.filter(kind=OrganizationKind.INTERMEDIARY).exclude(pk=self.instance.pk)
        self.fields["hosted_by"].queryset = hosts.order_by("name")
        above = Q(kind__in=DISTRICT_KINDS) | Q(pk=self.instance.parent_id)
        self.fields["parent"].queryset = (
            Organization.objects.filter(above).exclude(pk=self.instance.pk).order_by("name")
        )
        self.fields["business_number"].validators = []  # any spelling; cleaned below

    def clean_business_number(self) -> str | None:
        text = self.cleaned_data["business_number"]
        return business_number_clean(text) if text else None


class OrganizationPageForm(OrganizationForm):
    """The part of the register that those who run the body keep themselves."""

    class Meta(OrganizationForm.Meta):
        fields = ["name_en", "field", "intro", "intro_en", "email", "phone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        forms.ModelForm.__init__(self, *args, **kwargs)

    clean_business_number = None  # type: ignore[assignment]


class LanguageForm(forms.Form):
    """The header's switch; ``next`` is where the person was."""

    language = forms.ChoiceField(choices=settings.LANGUAGES)
