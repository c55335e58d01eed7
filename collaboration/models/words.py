"""What was said about a point, word by word: nothing that was answered is lost by answering anew."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from collaboration.states import PointWordKind

from .opinions import OpinionPoint
from .versions import ProposalVersion


class PointWord(models.Model):
    """One answer, reopening or closing of a point, with the version that was the current one then. Never changed."""

    point = models.ForeignKey(OpinionPoint, models.CASCADE, related_name="words", verbose_name=_("point"))
    kind = models.CharField(_("kind"), max_length=8, choices=PointWordKind)
    text = models.TextField(_("text"), max_length=2000, blank=True)
    version = models.ForeignKey(ProposalVersion, models.PROTECT, related_name="+", verbose_name=_("version"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("word on a point")
        verbose_name_plural = _("words on points")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[PointWordKind.CLOSE, PointWordKind.EDIT]) | ~Q(text=""),
                name="point_word_says_something",
                violation_error_message=_("An answer and a reopening need their words."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.point_id} {self.kind}"
