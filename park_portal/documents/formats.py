"""The files that a paper becomes."""

from .content import Paper
from .hwpx import paper_hwpx
from .pdf import paper_pdf
from .uploads import FORMATS
from .xlsx import paper_xlsx

RENDERERS = {"pdf": paper_pdf, "hwpx": paper_hwpx, "xlsx": paper_xlsx}


def rendered(paper: Paper, fmt: str) -> tuple[bytes, str]:
    """The paper as ``pdf``, ``hwpx`` or ``xlsx``: its bytes and their content type."""
    return RENDERERS[fmt](paper), FORMATS[f".{fmt}"].content_type
