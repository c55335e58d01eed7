"""Reading words of proposals and opinions."""

from collections.abc import Collection
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Value

from collaboration.states import ASKED, CONFIRMED_ON, OVER, HandoverState, PartyState, ProposalState, Side
from park_portal.accounts.states import Duty, OrganizationKind, Role

SIGNING = frozenset({Role.OWNER, Role.MANAGER})


def coordinates(user: Any) -> bool:
    """Whether the person looks after joint work at the planning division of the district (기획예산과)."""
    return any(Duty.COORDINATION in m.duties and m.organization.is_district for m in user.current_memberships)


def bodies_of(user: Any) -> list[int]:
    """Ids of the organisations that the person acts for today, with the departments that her teams belong to.

    A department belongs to the district office, and does not speak for it.
    """
    mine = [membership.organization for membership in user.current_memberships]
    return [body.pk for body in mine] + [department for body in mine if (department := department_of(body))]


def department_of(body: Any) -> int | None:
    """The department above a team of the district."""
    return body.parent_id if body.kind == OrganizationKind.DISTRICT_TEAM else None


def signs_in(user: Any) -> list[int]:
    """Ids of the organisations of which the person is head or manager today."""
    return [m.organization_id for m in user.current_memberships if m.role in SIGNING]


class Count(Func):
    """How many numbers an array has, or several have in common (intarray)."""

    template = "icount(%(expressions)s)"
    arg_joiner = " & "
    output_field = models.IntegerField()


class ProposalQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """What is public; what one is inside of; to its followers also what was public and is held or withdrawn now."""
        public = Q(is_public=True, state__in=CONFIRMED_ON)
        if not user.is_authenticated:
            return self.filter(public)
        followers = self.model.followers.rel.related_model.objects.filter(proposal=OuterRef("pk"), person=user)
        follows = Q(is_public=True, confirmed__isnull=False) & Exists(followers)
        return self.filter(public | follows | self._inside(user))

    def inside(self, user: Any) -> Self:
        """Those whose opinions, comments and files one reads: as who takes part in them or is asked to; what was handed
        in also as whoever is in charge or heads it, is to take it over, coordinates, or works at the centre."""
        return self.filter(self._inside(user)) if user.is_authenticated else self.none()

    def _inside(self, user: Any) -> Q:
        mine, handed_in = bodies_of(user), Q(submitted_at__isnull=False)
        of_it = Q(proposal=OuterRef("pk")) | Q(proposal=OuterRef("merged_into"))  # what went into theirs is theirs
        parties = self.model.parties.rel.related_model.objects.filter(
            of_it, organization__in=mine, state__in=[PartyState.ASKED, PartyState.ACCEPTED]
        )
        part = Q(lead__in=mine) | Q(Exists(parties))
        if user.is_centre_staff or coordinates(user):
            return part | handed_in
        heads = Q(receiver__kind=OrganizationKind.DISTRICT_TEAM, receiver__parent__in=signs_in(user))
        offered = self.model.handovers.rel.related_model.objects.filter(
            proposal=OuterRef("pk"), taker__in=mine, state=HandoverState.OFFERED
        )
        return part | handed_in & (Q(receiver__in=mine) | heads | Q(Exists(offered)))

    def public(self) -> Self:
        return self.filter(is_public=True, state__in=CONFIRMED_ON)

    def living(self) -> Self:
        """Not over yet."""
        return self.exclude(state__in=OVER)

    def with_list_columns(self) -> Self:
        return self.select_related("lead", "receiver", "author")

    def waiting_for(self, sides: Collection[Side], bodies: Collection[int] | None = None) -> Self:
        """Those whose turn is with one of ``sides`` (and one of ``bodies``, where given), the longest wait first."""
        turns = Q(turns__until=None, turns__side__in=sides)
        if bodies is not None:
            turns &= Q(turns__organization__in=bodies)
        return self.filter(turns).annotate(waits_since=F("turns__since")).order_by("turns__since", "pk")

    def like(self, bigrams: Collection[int], percent: int) -> Self:
        """Those that share so many percent of their bigrams, the most alike first: ``alike`` says how many (Dice).

        Whoever shares one is compared, which takes a microsecond or two (decision 0005); nobody is missed.
        """
        wanted = Value(sorted(bigrams), output_field=self.model._meta.get_field("bigrams"))
        alike = 200 * Count(F("bigrams"), wanted) / (Count(F("bigrams")) + len(bigrams))
        rows = self.filter(bigrams__overlap=wanted.value).annotate(alike=alike)
        return rows.filter(alike__gte=percent).order_by("-alike", "-pk")


class OpinionQuerySet(models.QuerySet):
    def asked(self) -> Self:
        """Waiting to be given."""
        return self.filter(state__in=ASKED)

    def waited_for(self) -> Self:
        """Asked for, and the clock goes."""
        return self.asked().exclude(proposal__state=ProposalState.ON_HOLD)

    def with_list_columns(self) -> Self:
        return self.select_related("proposal__lead", "organization", "assignee", "version")
