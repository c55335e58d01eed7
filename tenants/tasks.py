"""Periodic doors."""

from celery import shared_task

from .actions import notices, tickets


@shared_task
def tickets_close() -> int:
    return tickets.tickets_close()


@shared_task
def notices_tell() -> int:
    return notices.notices_tell()
