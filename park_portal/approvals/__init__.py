"""Approval lines (결재) on any document, in the portal or signed in the office's own system."""
