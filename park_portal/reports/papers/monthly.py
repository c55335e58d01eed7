"""The monthly report as a paper, and as files."""

from collections.abc import Iterable
from dataclasses import replace

from django.conf import settings
from django.utils.translation import get_language, gettext

from park_portal.core.spoken import local
from park_portal.documents.content import Block, Chart, Fact, Heading, Item, Items, Paper
from park_portal.documents.hwpx import paper_hwpx
from park_portal.documents.models import Document
from park_portal.documents.pdf import paper_pdf
from park_portal.documents.xlsx import paper_xlsx
from park_portal.reports.models import MonthlyReport
from park_portal.reports.rules import say_month

from . import joint, tables
from .lines import MAIN, methods
from .residents import resident_blocks, section_of

KIND = "reports.monthly"
SUBJECT = MonthlyReport._meta.label_lower


def monthly_paper(report: MonthlyReport) -> Paper:
    """The monthly report (월간 운영보고) in the language now active, from its frozen figures alone."""
    english = get_language() == "en"
    return Paper(
        kind=KIND,
        title=gettext("Monthly report, %(month)s") % {"month": say_month(report.month)},
        issued_on=local(report.made_at).date(),
        issuer=settings.PARK["operator_en" if english else "operator"],
        language=get_language() or settings.LANGUAGE_CODE,
        facts=(
            Fact(gettext("Month"), say_month(report.month)),
            Fact(gettext("Figures as they stood at"), report.made_at),
            Fact(gettext("Check sum"), report.digest[:12]),
        ),
        blocks=tuple(_blocks(report)),
        note=gettext("Corrections found later are named in the report of the next month."),
    )


def issued_document(report: MonthlyReport) -> Document | None:
    """The Korean paper that was issued when the report was made: what an approval line is about."""
    return Document.objects.of(SUBJECT, report.pk).filter(kind=KIND, language="ko").current().first()


def paper_as_issued(report: MonthlyReport) -> Paper:
    """The paper in the language now active; in Korean the one that was issued, which an approval may have marked.

    Other languages are drawn anew and carry the same number, approval box and ending.
    """
    issued = issued_document(report)
    if issued is None:
        return monthly_paper(report)
    if get_language() == issued.language:
        return issued.paper
    marks = {name: getattr(issued.paper, name) for name in ("number", "box", "ending")}
    return replace(monthly_paper(report), **marks)


def sheets(paper: Paper) -> bytes:
    """The workbook: one sheet for each table. What the charts show stands in the tables beside them."""
    return paper_xlsx(replace(paper, blocks=tuple(part for part in paper.blocks if not isinstance(part, Chart))))


FORMATS = {"pdf": paper_pdf, "xlsx": sheets, "hwpx": paper_hwpx}


def monthly_file(report: MonthlyReport, ending: str) -> bytes:
    """The report as one of FORMATS, in the language now active. Raises documents.pdf.TooLong."""
    return FORMATS[ending](paper_as_issued(report))


def told(report: MonthlyReport) -> list[str]:
    """The sections of which the report has something to say."""
    joint_work = "collaboration" in report.figures["sections"]
    return ["halls", *(["tenancy"] if section_of(report) else []), *(["collaboration"] if joint_work else [])]


def _blocks(report: MonthlyReport) -> Iterable[Block]:
    """Sections with their numbers; one that has nothing to say is left out."""
    halls = report.figures["sections"]["halls"]
    lost = [line["code"] for line in halls["headlines"] if line["code"] in halls["outcomes"]]
    outcomes = tables.headline_table(report, lost, caption=gettext("What did not take place"))
    at_a_glance = tables.headline_table(report, MAIN, caption=gettext("Key figures"))
    sections = (
        (gettext("At a glance"), [at_a_glance, *tables.outside(halls)]),
        (gettext("Rentals by space"), [tables.space_table(halls)]),
        (gettext("Rentals by kind of space"), [*tables.kinds_chart(halls), tables.kind_table(halls)]),
        (gettext("Rentals by user"), [*tables.classes_chart(halls), tables.class_table(halls)]),
        (gettext("Use by the district"), [tables.department_table(halls)]),
        (gettext("Income and payments"), tables.money_tables(report)),
        (gettext("Utilisation by weekday and hour"), [*tables.heat_chart(halls), tables.heat_table(halls)]),
        (gettext("What did not take place"), [outcomes]),
        (gettext("Residents"), resident_blocks(report)),
        (gettext("Joint work of district and park"), joint.joint_tables(report)),
        (gettext("Corrections to the report of the month before"), tables.corrections(report)),
        (gettext("How it is counted"), [Items(tuple(Item(str(line)) for line in methods(told(report))))]),
    )
    for number, (title, parts) in enumerate(((title, parts) for title, parts in sections if parts), start=1):
        yield Heading(f"{number}. {title}")
        yield from parts
