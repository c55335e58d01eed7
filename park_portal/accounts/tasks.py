"""Periodic doors."""

from datetime import date

from celery import shared_task

from . import actions


@shared_task
def invitations_expire() -> int:
    return actions.invitations_expire()


@shared_task
def access_token_used(token_id: int, day: str) -> int:
    return actions.access_token_used(token_id=token_id, day=date.fromisoformat(day))
