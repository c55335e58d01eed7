"""The seven fields of the plan's table (분야별 협업연계, seeds/002), for those that have no row yet.

Which teams and bodies look after them differs from district to district: coordinators choose them on the page.
"""

from pathlib import Path

from django.db import migrations

FIELDS = Path(__file__).parents[1] / "data" / "field_routes.txt"


def add_rows(apps, schema_editor):
    route = apps.get_model("collaboration", "FieldRoute")
    for position, line in enumerate(FIELDS.read_text(encoding="utf-8").splitlines(), start=1):
        field, name, name_en = line.split("\t")
        facts = {"position": position, "name": name, "name_en": name_en}
        route.objects.get_or_create(field=field, defaults=facts)


class Migration(migrations.Migration):
    dependencies = [("collaboration", "0007_requests_and_routes")]
    operations = [migrations.RunPython(add_rows, migrations.RunPython.noop)]
