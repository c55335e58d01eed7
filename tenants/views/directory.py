"""The public directory, and the page with which an organisation keeps its own."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from park_portal.accounts.models import Organization
from park_portal.core import clock
from park_portal.core.errors import blocked_by
from tenants.actions import directory as actions
from tenants.filters.care import DirectoryFilter
from tenants.forms.directory import DirectoryForm, PhotoForm
from tenants.models import DirectoryEntry, DirectoryPhoto
from tenants.rules import directory as rules
from tenants.states import DirectoryField
from tenants.tables.directory import public_pages

from .shared import done, form_page, organization_or_404, page_of

CARDS = 12
IMAGE = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",  # withdrawn is withdrawn
    "Cross-Origin-Resource-Policy": "cross-origin",  # the list is made to be embedded
}


@login_not_required
@require_safe
def directory_list(request: HttpRequest) -> HttpResponse:
    """The organisations that have a page, by name."""
    found = DirectoryFilter(request.GET, DirectoryEntry.objects.public(clock.today()).with_list_columns())
    page = page_of(request, found.qs, CARDS)
    context = {"page": page, "cards": public_pages(page.object_list, clock.today()), "filter": found}
    return render(request, "tenants/directory_list.html", context)


@login_not_required
@require_safe
def directory_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation as it lets itself be seen."""
    entries = DirectoryEntry.objects.public(clock.today()).with_list_columns()
    (page,) = public_pages([get_object_or_404(entries, organization=pk)], clock.today())
    return render(request, "tenants/directory_detail.html", {"page": page})


@login_not_required
@require_safe
def directory_photo(request: HttpRequest, pk: int, photo: int) -> FileResponse:
    """A picture of the page, while the page is out and photos have their consent."""
    entries = DirectoryEntry.objects.public(clock.today()).filter(shown__contains=[DirectoryField.PHOTOS])
    rows = DirectoryPhoto.objects.filter(entry__in=entries, entry__organization=pk, file__purged_at=None)
    file = get_object_or_404(rows.select_related("file"), pk=photo).file
    return FileResponse(file.file.open("rb"), content_type=file.content_type, headers=IMAGE)


# ------------------------------------------------------------------------------ the organisation's own


def entry_of(organization: Organization) -> DirectoryEntry:
    """The row that is kept, or a fresh one that nobody has saved."""
    rows = DirectoryEntry.objects.with_list_columns().select_related("consented_by")
    return rows.filter(organization=organization).first() or DirectoryEntry(organization=organization)


@form_page
def directory_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Words, consents, photos."""
    organization = organization_or_404(request, pk)
    rules.check_directory_edit(request.user, organization)
    form = DirectoryForm(request.POST or None, instance=entry_of(organization))
    if done(request, form, _("Your page is saved."), actions.directory_edit, organization=organization):
        return redirect("tenants:directory-preview", pk=pk)
    return edit_page(request, organization, form)


def edit_page(
    request: HttpRequest, organization: Organization, form: DirectoryForm | None = None, photo: PhotoForm | None = None
) -> HttpResponse:
    entry = entry_of(organization)
    context = {
        "organization": organization,
        "entry": entry,
        "form": form or DirectoryForm(instance=entry),
        "photo_form": photo or PhotoForm(prefix="photo"),
        "photos": entry.photos.select_related("file") if entry.pk else (),
        "photos_most": rules.PHOTOS_MOST,
    }
    return render(request, "tenants/directory_edit.html", context)


@require_safe
def directory_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The page as the public will see it, with the button that puts it out or takes it back."""
    organization = organization_or_404(request, pk)
    rules.check_directory_edit(request.user, organization)
    entry = entry_of(organization)
    (page,) = public_pages([entry], clock.today())
    blocked = blocked_by(rules.check_directory_publish, request.user, organization)
    context = {"organization": organization, "entry": entry, "page": page, "blocked": blocked, "own": True}
    return render(request, "tenants/directory_preview.html", context)


@require_POST
def directory_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the page out."""
    actions.directory_publish(by=request.user, organization=organization_or_404(request, pk))
    messages.success(request, _("Your page is public now."))
    return redirect("tenants:directory-preview", pk=pk)


@require_POST
def directory_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take page and consents back."""
    actions.directory_withdraw(by=request.user, organization=organization_or_404(request, pk))
    messages.success(request, _("Your page is no longer public, and all consents are withdrawn."))
    return redirect("tenants:directory-edit", pk=pk)


@require_POST
def directory_photo_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a picture on the page."""
    organization = organization_or_404(request, pk)
    rules.check_directory_edit(request.user, organization)
    form = PhotoForm(request.POST, request.FILES, prefix="photo")
    if done(request, form, _("The photo is on your page."), actions.directory_photo_add, organization=organization):
        return redirect("tenants:directory-edit", pk=pk)
    return edit_page(request, organization, photo=form)


@require_POST
def directory_photo_remove(request: HttpRequest, pk: int, photo: int) -> HttpResponse:
    """Take a picture away."""
    organization = organization_or_404(request, pk)
    rows = DirectoryPhoto.objects.filter(entry__organization=organization).select_related("entry__organization", "file")
    actions.directory_photo_remove(by=request.user, photo=get_object_or_404(rows, pk=photo))
    messages.success(request, _("The photo is deleted."))
    return redirect("tenants:directory-edit", pk=pk)
