"""What people type to hand in a proof, and centre staff to decide on it."""

from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from park_portal.accounts.models import Organization, Person
from park_portal.core import clock
from park_portal.documents.forms import UploadField
from park_portal.documents.uploads import MEGABYTE
from spaces.models import Reduction, ReductionProof
from spaces.querysets.prices import dated
from spaces.rules.proofs import RUNNERS, check_valid_until, usual_end

from .prices import day_field

FILE_MOST = 10 * MEGABYTE


class ReductionChoice(forms.ModelChoiceField):
    def label_from_instance(self, reduction: Reduction) -> str:
        return f"{reduction.title} ({reduction.percent} %): {reduction.proof_words}"


class ProofForm(forms.Form):
    """A paper for a reduction, for oneself or for an organisation one runs."""

    reduction = ReductionChoice(
        label=_("For which reduction"), queryset=Reduction.objects.none(), empty_label=None, widget=forms.RadioSelect
    )
    holder = forms.ChoiceField(label=_("For whom"), widget=forms.RadioSelect, initial="")
    file = UploadField(label=_("The proof, as a picture or PDF"), allowed=("image", "pdf"), limit=FILE_MOST)

    def __init__(self, *args: Any, user: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asking = Reduction.objects.filter(dated(clock.today())).exclude(proof="")
        self.fields["reduction"].queryset = asking
        hats = [hat.organization for hat in user.current_memberships if hat.role in RUNNERS]
        self.bodies = {str(body.pk): body for body in hats}
        self.fields["holder"].choices = [("", _("Myself")), *((pk, body.title) for pk, body in self.bodies.items())]
        self.fields["holder"].required = False
        if not self.bodies:
            del self.fields["holder"]

    @property
    def facts(self) -> dict[str, Any]:
        return {
            "reduction": self.cleaned_data["reduction"],
            "upload": self.cleaned_data["file"],
            "organization": self.organization,
        }

    @property
    def organization(self) -> Organization | None:
        return self.bodies.get(self.cleaned_data.get("holder", ""))


class AcceptForm(forms.Form):
    """Until when the proof holds."""

    valid_until = day_field(_("Valid until (first day without)"), check_valid_until)

    def __init__(self, *args: Any, proof: ReductionProof, **kwargs: Any) -> None:
        usual = usual_end(proof.reduction, clock.today())
        super().__init__(*args, initial={"valid_until": usual}, prefix="accept", **kwargs)


class UsualReason(TextChoices):
    """Why a paper does not do, as the person will read it."""

    BLURRED = "blurred", _("The picture cannot be read. Please take it again in good light.")
    WRONG = "wrong", _("This is not the paper that the reduction asks for.")
    EXPIRED = "expired", _("The paper has expired.")
    NAME = "name", _("The name on the paper is another one.")


class RefuseForm(forms.Form):
    """A usual reason, words of one's own, or both."""

    usual = forms.ChoiceField(
        label=_("Usual reason"), choices=[("", _("Write it yourself")), *UsualReason.choices], required=False
    )
    words = forms.CharField(
        label=_("In your own words"),
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The person reads it in the message."),
    )

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if not (facts.get("usual") or facts.get("words") or self.errors):
            raise forms.ValidationError(_("Please choose a reason or write one; the person who asked will read it."))
        return facts

    def reason_for(self, person: Person) -> str:
        """The whole reason in the language of the person who reads it."""
        with override(person.language):
            usual = str(UsualReason(self.cleaned_data["usual"]).label) if self.cleaned_data["usual"] else ""
        return " ".join(filter(None, [usual, self.cleaned_data["words"]]))
