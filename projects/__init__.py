"""Supported innovation projects: agreement, budget, expenses, reports, outcomes (domain: 사업)."""
