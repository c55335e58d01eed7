"""What the papers of reports hold."""

from .monthly import FORMATS, KIND, SUBJECT, issued_document, monthly_file, monthly_paper, paper_as_issued

__all__ = ["FORMATS", "KIND", "SUBJECT", "issued_document", "monthly_file", "monthly_paper", "paper_as_issued"]
