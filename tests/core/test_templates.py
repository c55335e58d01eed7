"""Every template keeps the Content-Security-Policy, speaks through the catalogue and leads somewhere."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines

ROOT = Path(settings.BASE_DIR) / "templates"
PAGES = sorted(ROOT.rglob("*.html"))
COMMENT = re.compile(r"\{% comment %\}.*?\{% endcomment %\}|\{#.*?#\}", re.DOTALL)
# E-mails carry their style inside (css-inline): the policy is about pages.
ON_SCREEN = [page for page in PAGES if page.name != "letter.html" and "email" not in page.relative_to(ROOT).parts]

HANGUL = re.compile(r"[ㄱ-ㆎ가-힣]")
STYLE = re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE)
HANDLER = re.compile(r"<[^>]*\son[a-z]+\s*=|javascript:", re.IGNORECASE)
SCRIPT = re.compile(r"<script\b([^>]*)>", re.IGNORECASE)
DEAD_LINK = re.compile(r"""href\s*=\s*["'](?:#|)["']""")
HTMX_CODE = re.compile(r"\shx-on\b|\shx-vals\s*=\s*[\"']js:|\shx-(?:vals|headers)=[\"']javascript:")


def text(page: Path) -> str:
    return COMMENT.sub("", page.read_text())


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def breaks_policy(source: str) -> list[str]:
    """Return what the Content-Security-Policy would refuse in a page's source."""
    found = [match.group() for pattern in (STYLE, HANDLER, HTMX_CODE) for match in pattern.finditer(source)]
    for match in SCRIPT.finditer(source):
        outside = "src=" in match[1]
        data = "application/json" in match[1]
        if not (outside or data):
            found.append(match.group())
    return found


@pytest.mark.parametrize("page", ON_SCREEN, ids=name)
def test_pages_keep_the_policy(page):
    assert breaks_policy(text(page)) == []


@pytest.mark.parametrize(
    "source",
    [
        '<p style="color:red">',
        "<style>p {}</style>",
        '<a onclick="go()">',
        "<script>go()</script>",
        '<a href="javascript:go()">',
        '<div hx-on:click="go()">',
    ],
)
def test_the_policy_test_bites(source):
    assert breaks_policy(source)


def test_the_policy_test_lets_files_and_data_pass():
    assert breaks_policy('<script src="/a.js" defer></script><script type="application/json">{}</script>') == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_pages_speak_through_the_catalogue(page):
    assert HANGUL.findall(text(page)) == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page):
    assert DEAD_LINK.findall(text(page)) == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_templates_compile(page):
    engines["django"].get_template(name(page))


@pytest.mark.parametrize("page", ["400.html", "500.html"])
def test_last_resort_pages_stand_alone(page):
    """They are shown when nothing else may work: no context, no request, no hashed file names."""
    source = (ROOT / page).read_text()
    assert "{% extends" not in source
    assert "{% static" not in source
    assert "{% url" not in source
    assert "<h1>" in engines["django"].get_template(page).render()


def test_each_stylesheet_is_linked():
    linked = "".join(page.read_text() for page in PAGES)
    sheets = (Path(settings.BASE_DIR) / "static/portal/css").glob("*.css")
    assert [sheet.name for sheet in sheets if f"portal/css/{sheet.name}" not in linked] == []


def test_each_script_is_linked():
    linked = "".join(page.read_text() for page in PAGES)
    scripts = (Path(settings.BASE_DIR) / "static/portal/js").glob("*.js")
    assert [script.name for script in scripts if f"portal/js/{script.name}" not in linked] == []
