"""Load the demo park once; a second run changes nothing.

``--again`` empties every table and loads it anew around today.
"""

import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import override

from park_portal.core import clock
from park_portal.demo import bookings, care, collaboration, land, life, money, proposals, register, rents, tenancy
from park_portal.demo.models import DemoLoad
from park_portal.reports.actions import monthly_reports_make_missing


class Command(BaseCommand):
    help = "Load the demo park (not on a production portal)."
    needs_servers = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--again", action="store_true", help="empty every table first, and start from today")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PARK_MODE == "production":
            raise CommandError("Demo data are for PARK_MODE=demo only: this portal is in production.")
        with override(settings.LANGUAGE_CODE), transaction.atomic():  # a load that fails leaves the old park standing
            if options["again"]:
                call_command("flush", interactive=False, verbosity=0)
            self.load()
        self.stdout.write(sign_ins())

    def load(self) -> None:
        if known := DemoLoad.objects.first():
            self.stdout.write(f"demo park of {known.anchor} is here already")
            return
        begun = time.monotonic()
        anchor = DemoLoad.objects.create(anchor=clock.today(), loaded_at=clock.now()).anchor
        places = land.load(anchor)
        bodies, people = register.load()
        living = tenancy.load(anchor, bodies)
        care.load(anchor, clock.now(), bodies)
        money.load_prices()
        count = bookings.load(anchor, clock.now())
        money.load_payments(clock.now())
        life.load()
        money.load_desk(clock.now())
        rents.load_deposits(clock.now())
        rents.load_charges(clock.now())
        collaboration.load_routes()
        collaboration.load_plan()
        proposals.load(anchor)
        monthly_reports_make_missing()
        life.load_approvals()
        life.load_reading()
        self.stdout.write(
            f"demo park loaded in {time.monotonic() - begun:.1f} s: {places['buildings']} buildings, "
            f"{places['spaces']} spaces, {living['units']} units, {count} bookings, {len(bodies)} organisations, "
            f"{living['agreements']} agreements in force, {len(people)} people"
        )


def sign_ins() -> str:
    names = " ".join(f"{name}@demo.park" for name in register.SIGN_INS)
    return f"sign-ins (password {register.PASSWORD}): {names}"
