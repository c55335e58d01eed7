"""Periodic doors."""

from celery import shared_task

from . import actions


@shared_task
def monthly_reports_make_missing() -> int:
    return actions.monthly_reports_make_missing()
