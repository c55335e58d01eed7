"""Periodic doors."""

from celery import shared_task

from . import actions


@shared_task
def refund_accounts_purge() -> int:
    return actions.refund_accounts_purge()
