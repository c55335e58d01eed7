"""The overlap search compares arrays of numbers with ``intarray`` (decision 0005)."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.contrib.postgres.operations import CreateExtension
from django.db import migrations, models

from collaboration.reckoning.text import bigrams

SHARED = """
CREATE FUNCTION collaboration_shared(one varchar[], other varchar[]) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT count(*)::integer FROM (SELECT unnest(one) INTERSECT SELECT unnest(other)) both_have
$$
"""


def reckon(apps, schema_editor):
    """As ``actions.texts.words_of`` does: the newest version's aim and content count."""
    section = apps.get_model("collaboration", "Section")
    for proposal in apps.get_model("collaboration", "Proposal").objects.iterator():
        last = proposal.versions.order_by("-number").first()
        texts = section.objects.filter(version=last, code__in=["aim", "content"]).values_list("text", flat=True)
        proposal.bigrams = bigrams(proposal.title, proposal.summary, proposal.place, *texts)
        proposal.save(update_fields=["bigrams"])


class Migration(migrations.Migration):
    dependencies = [("collaboration", "0002_no_road_around")]
    operations = [
        CreateExtension("intarray"),
        migrations.RemoveIndex("proposal", "proposal_bigrams"),
        migrations.RemoveField("proposal", "bigrams"),
        migrations.AddField(
            "proposal",
            "bigrams",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.IntegerField(),
                blank=True,
                default=list,
                size=None,
                verbose_name="words for the overlap search",
            ),
        ),
        migrations.RunPython(reckon, migrations.RunPython.noop),
        migrations.AddIndex(
            "proposal",
            django.contrib.postgres.indexes.GinIndex(
                fields=["bigrams"], name="proposal_bigrams", opclasses=["gin__int_ops"]
            ),
        ),
        migrations.RunSQL("DROP FUNCTION collaboration_shared(varchar[], varchar[])", SHARED),
    ]
