"""Periodic doors."""

from celery import shared_task

from . import actions


@shared_task
def bookings_expire() -> int:
    return actions.bookings_expire()


@shared_task
def bookings_advance() -> int:
    return actions.bookings_advance()
