"""The fingerprint of a budget names the year of each item; points that were bound to the old one go along."""

from django.db import migrations

from collaboration.reckoning.text import digest

OFF = "ALTER TABLE collaboration_section DISABLE TRIGGER collaboration_sealed_section"
ON = "ALTER TABLE collaboration_section ENABLE TRIGGER collaboration_sealed_section"


def renew(apps, schema_editor):
    section, line, point = (apps.get_model("collaboration", name) for name in ("Section", "BudgetLine", "OpinionPoint"))
    for row in section.objects.filter(code="budget", version__in=line.objects.values("version")):
        rows = line.objects.filter(version=row.version_id).order_by("position")
        cells = rows.values_list("item__year", "item__code", "purpose", "amount_krw", "source")
        was, new = row.digest, digest(row.text, cells)
        section.objects.filter(pk=row.pk).update(digest=new)
        point.objects.filter(opinion__proposal=row.version.proposal_id, section="budget", digest=was).update(digest=new)


class Migration(migrations.Migration):
    dependencies = [("collaboration", "0008_seven_fields")]
    operations = [
        migrations.RunSQL(OFF, ON),
        migrations.RunPython(renew, migrations.RunPython.noop),
        migrations.RunSQL(ON, OFF),
    ]
