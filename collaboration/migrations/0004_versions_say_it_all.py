"""Title, summary, fields, place and period belong to each version; the versions there are say what their proposal does."""

import django.contrib.postgres.fields
from django.conf import settings
from django.db import migrations, models


COPY = """
ALTER TABLE collaboration_proposalversion DISABLE TRIGGER collaboration_sealed_version;
UPDATE collaboration_proposalversion v
    SET title = p.title, summary = p.summary, fields = p.fields, place = p.place, since = p.since, until = p.until
    FROM collaboration_proposal p WHERE p.id = v.proposal_id;
ALTER TABLE collaboration_proposalversion ENABLE TRIGGER collaboration_sealed_version;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('collaboration', '0003_bigrams_as_numbers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='proposalversion',
            name='fields',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('education', 'Youth and education'), ('youth_economy', 'Young adults and economy'), ('women_family', 'Women and family'), ('seniors', 'Older people'), ('community', 'Local residents'), ('innovation_technology', 'Innovation technology'), ('transport_culture', 'Transport and culture'), ('environment', 'Environment'), ('arts', 'Arts')], max_length=30), blank=True, default=list, size=None, verbose_name='fields'),
        ),
        migrations.AddField(
            model_name='proposalversion',
            name='place',
            field=models.CharField(blank=True, max_length=120, verbose_name='place'),
        ),
        migrations.AddField(
            model_name='proposalversion',
            name='since',
            field=models.DateField(blank=True, null=True, verbose_name='from'),
        ),
        migrations.AddField(
            model_name='proposalversion',
            name='summary',
            field=models.CharField(blank=True, max_length=400, verbose_name='in two sentences'),
        ),
        migrations.AddField(
            model_name='proposalversion',
            name='title',
            field=models.CharField(default='', max_length=120, verbose_name='title'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='proposalversion',
            name='until',
            field=models.DateField(blank=True, null=True, verbose_name='until (first day without)'),
        ),
        migrations.AlterField(
            model_name='party',
            name='state',
            field=models.CharField(choices=[('asked', 'Asked'), ('accepted', 'Takes part'), ('declined', 'Does not take part')], default='asked', max_length=10, verbose_name='state'),
        ),
        migrations.RunSQL(COPY, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='proposalversion',
            constraint=models.CheckConstraint(condition=models.Q(('since', None), ('until', None), ('until__gt', models.F('since')), _connector='OR'), name='version_until_after_since', violation_error_message='The work cannot end before it begins.'),
        ),
    ]
