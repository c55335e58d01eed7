"""Periodic and after-commit doors to the outbox."""

from celery import shared_task

from . import actions, reminders


@shared_task
def outbox_sweep() -> int:
    return actions.outbox_sweep()


@shared_task
def reminders_tick() -> int:
    return reminders.tick()
