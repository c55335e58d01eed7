"""Periodic doors."""

from celery import shared_task

from . import actions


@shared_task
def invitations_expire() -> int:
    return actions.invitations_expire()
