"""The questions of every booking, planned once a connection."""

from django.db import migrations

from spaces.querysets.availability import INTERVAL
from spaces.querysets.bookings import STANDING
from spaces.querysets.prices import FACTS


class Migration(migrations.Migration):
    dependencies = [("spaces", "0002_booking_during")]
    operations = [INTERVAL.into_database(), STANDING.into_database(), FACTS.into_database()]
