"""Message text: one template per kind, first line the subject, then a blank line, then paragraphs.

``templates/<app>/messages/<kind>.txt`` is written with ``{% translate %}`` and rendered in the
recipient's own language; the HTML part is made from the same text, so the two cannot differ.
"""

import re
from dataclasses import dataclass
from typing import Any

import css_inline
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

INLINER = css_inline.CSSInliner(load_remote_stylesheets=False)


@dataclass(frozen=True)
class Letter:
    """``body`` is the message itself; ``text`` and ``html`` are the e-mail with link and signature."""

    subject: str
    text: str
    html: str = ""
    body: str = ""


def write(kind: str, *, language: str, context: dict[str, Any], link: str = "", deed: str = "") -> Letter:
    """Write the message ``kind`` (``<app>.<name>``) in ``language``.

    ``link`` is a path on the portal, ``deed`` the words on its button. Raises TemplateDoesNotExist
    for an unknown kind and ValueError when the template has no subject line.
    """
    app, name = kind.split(".")
    url = f"{settings.PARK_URL}{link}" if link else ""
    with override(language):
        park = settings.PARK["name_en" if language == "en" else "name"]
        words = {**context, "park_name": park, "url": url, "deed": str(deed), "language": language}
        subject, _, body = render_to_string(f"{app}/messages/{name}.txt", words).strip().partition("\n")
        body = re.sub(r"\n{3,}", "\n\n", body.strip())  # an include or an empty condition leaves blank lines
        if not subject or not body:
            raise ValueError(f"{app}/messages/{name}.txt needs a subject line and a body")
        words |= {"subject": subject, "paragraphs": [part.strip() for part in body.split("\n\n") if part.strip()]}
        text = render_to_string("notifications/letter.txt", words | {"body": body}).strip() + "\n"
        html = render_to_string("notifications/letter.html", words)
    return Letter(subject=" ".join(subject.split()), text=text, html=html, body=body)


def with_inline_style(html: str) -> str:
    """The letter as mail programs show it: they drop style sheets. Asked at delivery, not while somebody waits."""
    return INLINER.inline(html)
