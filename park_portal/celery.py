"""The worker and the timetable of periodic work.

Beat only ticks; each task asks the database what is due, so two beats at once, a missed
hour or a second run change nothing. No task is scheduled by countdown beyond minutes:
the broker would deliver it twice after its visibility timeout.
"""

import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "park_portal.settings")

app = Celery("park_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    "outbox-sweep": {"task": "park_portal.notifications.tasks.outbox_sweep", "schedule": 60.0},
    "reminders-tick": {"task": "park_portal.notifications.tasks.reminders_tick", "schedule": 300.0},
    "bookings-advance": {"task": "spaces.tasks.bookings_advance", "schedule": 60.0},
    "bookings-expire": {"task": "spaces.tasks.bookings_expire", "schedule": 300.0},
    "refund-accounts-purge": {
        "task": "park_portal.payments.tasks.refund_accounts_purge",
        "schedule": crontab(minute="40", hour="3"),
    },
    "invitations-expire": {
        "task": "park_portal.accounts.tasks.invitations_expire",
        "schedule": crontab(minute="15", hour="*"),
    },
    "charges-bill-unfinished": {"task": "tenants.tasks.charges_bill_unfinished", "schedule": 300.0},
    "agreements-advance": {  # soon after midnight in Seoul, and again: a second run changes nothing
        "task": "tenants.tasks.agreements_advance",
        "schedule": crontab(minute="5", hour="*"),
    },
    "tickets-close": {"task": "tenants.tasks.tickets_close", "schedule": crontab(minute="25", hour="*")},
    "notices-tell": {"task": "tenants.tasks.notices_tell", "schedule": 60.0},
    "monthly-reports": {  # every day: a month that a night of maintenance has missed is made the next morning
        "task": "park_portal.reports.tasks.monthly_reports_make_missing",
        "schedule": crontab(minute="0", hour="6"),
    },
}


@setup_logging.connect
def use_our_logging(**kwargs: object) -> None:
    """Keep Celery from replacing the logging that settings.py has configured."""
