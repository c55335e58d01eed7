"""Periodic doors."""

from celery import shared_task

from tenants.actions import agreements


@shared_task
def agreements_advance() -> int:
    return agreements.agreements_advance()
