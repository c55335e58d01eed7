"""Reading papers and files. Whoever may not read one is told that there is none."""

import uuid

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from .formats import RENDERERS, rendered
from .models import Document, StoredFile
from .readers import check_file_kept
from .uploads import tidy_name
from .web import paper_page

# What is sent may come from strangers: a browser that opens it gets no scripts, no forms, no origin of ours.
LOCKED = {
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-cache",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def document_or_404(request: HttpRequest, pk: int) -> Document:
    """The paper, if she may read it; reading what somebody else issued is noted."""
    document = get_object_or_404(Document.objects.filter(pk=pk).visible_to(request.user))
    if document.issued_by_id != request.user.pk:
        request.access_log.note("document.read", [document])
    return document


@require_safe
def document_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper as a page, with its other formats."""
    document = document_or_404(request, pk)
    newer = document.versions().filter(version__gt=document.version).order_by("-version").first()
    context = {"document": document, "paper": paper_page(document.paper), "formats": RENDERERS, "newer": newer}
    return render(request, "documents/document_detail.html", context)


@require_safe
def document_file(request: HttpRequest, pk: int, fmt: str) -> HttpResponse:
    """The paper as PDF, HWPX or XLSX."""
    if fmt not in RENDERERS:
        raise Http404
    document = document_or_404(request, pk)
    name = tidy_name(f"{document.title.replace('/', '_')}.{fmt}")[0]
    headers = LOCKED | {"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)}
    content, kind = rendered(document.paper, fmt)
    return HttpResponse(content, content_type=kind, headers=headers)


@require_safe
def file_download(request: HttpRequest, pk: uuid.UUID) -> FileResponse:
    """A private file, always as an attachment."""
    file = get_object_or_404(StoredFile.objects.filter(pk=pk).visible_to(request.user).select_related("uploaded_by"))
    if file.uploaded_by_id != request.user.pk:
        request.access_log.note("file.download", [file.uploaded_by])  # whose; the path says which
    check_file_kept(file)
    stream = file.file.open("rb")
    return FileResponse(stream, as_attachment=True, filename=file.name, content_type=file.content_type, headers=LOCKED)
