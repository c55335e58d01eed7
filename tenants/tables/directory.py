"""An organisation as the public sees it: page, preview, card and API read nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse

from tenants.models import Agreement, Allocation, DirectoryEntry, DirectoryPhoto
from tenants.states import DirectoryField


@dataclass(frozen=True)
class PublicPage:
    """Name and field, and of the rest only what ``shown`` names; what has no consent is empty here."""

    entry: DirectoryEntry
    places: tuple[tuple[Any, Any], ...] = ()  # (building, space or None)
    photos: tuple[DirectoryPhoto, ...] = ()
    shown: frozenset[str] = field(default_factory=frozenset)

    def may(self, what: DirectoryField) -> bool:
        return what in self.shown

    @property
    def organization(self) -> Any:
        return self.entry.organization

    @property
    def summary(self) -> str:
        return self.organization.introduction if self.may(DirectoryField.INTRO) else ""

    @property
    def story(self) -> str:
        return self.entry.told if self.may(DirectoryField.INTRO) else ""

    @property
    def offers(self) -> list[str]:
        return _lines(self.entry.offered) if self.may(DirectoryField.OFFERS) else []

    @property
    def email(self) -> str:
        return self.organization.email if self.may(DirectoryField.EMAIL) else ""

    @property
    def phone(self) -> str:
        return self.organization.phone if self.may(DirectoryField.PHONE) else ""

    @property
    def links(self) -> list[str]:
        entry = self.entry
        return [link for link in (entry.website, *entry.links) if link] if self.may(DirectoryField.LINKS) else []

    @property
    def is_bare(self) -> bool:
        """Whether nothing stands on it but name and field."""
        parts = (self.summary, self.story, self.offers, self.email, self.phone, self.links, self.places, self.photos)
        return not any(parts)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def public_pages(entries: Iterable[DirectoryEntry], on: date) -> list[PublicPage]:
    """The pages of these entries with their places and photos; the same queries for one and for many."""
    entries = list(entries)
    with_place = [entry.organization_id for entry in entries if DirectoryField.PLACE in entry.shown]
    with_photos = [entry.pk for entry in entries if DirectoryField.PHOTOS in entry.shown]
    places = places_of(with_place, on)
    photos: dict[int, list[DirectoryPhoto]] = {}
    for photo in DirectoryPhoto.objects.filter(entry__in=with_photos, file__purged_at=None).order_by("position", "pk"):
        photos.setdefault(photo.entry_id, []).append(photo)
    return [
        PublicPage(
            entry=entry,
            places=tuple(places.get(entry.organization_id, ())),
            photos=tuple(photos.get(entry.pk, ())),
            shown=frozenset(entry.shown),
        )
        for entry in entries
    ]


def places_of(organizations: list[int], on: date) -> dict[int, list[tuple[Any, Any]]]:
    """Where each sits on the day: its rooms by building, or the building named on its agreement."""
    found: dict[int, list[tuple[Any, Any]]] = {}
    held = Allocation.objects.filter(since__lte=on, until__gt=on)
    agreements = Agreement.objects.in_force(on).filter(occupant__in=organizations)
    rows = held.filter(agreement__in=agreements.values("pk")).select_related("space__building", "agreement")
    for row in rows.order_by("space__building_id", "space_id", "pk"):
        place = (row.space.building, row.space)
        if place not in found.setdefault(row.agreement.occupant_id, []):
            found[row.agreement.occupant_id].append(place)
    for agreement in agreements.select_related("building").order_by("pk"):
        if agreement.building and agreement.occupant_id not in found:
            found[agreement.occupant_id] = [(agreement.building, None)]
    return found


def api_row(page: PublicPage) -> dict[str, Any]:
    """A page as the API gives it: both languages side by side, empty where there is no consent."""
    body, entry, intro = page.organization, page.entry, page.may(DirectoryField.INTRO)
    offers = page.may(DirectoryField.OFFERS)
    return {
        "id": body.pk,
        "name": body.name,
        "name_en": body.name_en,
        "field": body.field,
        "intro": body.intro if intro else "",
        "intro_en": body.intro_en if intro else "",
        "story": entry.story if intro else "",
        "story_en": entry.story_en if intro else "",
        "offers": _lines(entry.offers) if offers else [],
        "offers_en": _lines(entry.offers_en) if offers else [],
        "buildings": list(dict.fromkeys(building.code for building, _space in page.places)),
        "rooms": [space.name for _building, space in page.places if space],
        "email": page.email,
        "phone": page.phone,
        "links": page.links,
        "photos": [
            {"url": photo_path(photo, body.pk), "caption": photo.caption, "caption_en": photo.caption_en}
            for photo in page.photos
        ],
    }


def photo_path(photo: DirectoryPhoto, organization: int) -> str:
    return reverse("tenants:directory-photo", args=[organization, photo.pk])
