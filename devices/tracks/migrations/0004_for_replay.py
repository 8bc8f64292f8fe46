"""What a replay asks of the history: which marks a subject bore when, and which fixes came late."""

from django.db import migrations, models

LATE = """
-- Few rows: fixes that came more than half a minute after they were taken, or behind a newer one. "As it happened" looks them up by device time.
CREATE INDEX tracks_trackpoint_late ON tracks_trackpoint (subject, fixed_at)
    WHERE (flags & 16) <> 0 OR received_at - fixed_at > interval '30 seconds';
CREATE INDEX tracks_flagchange_at ON tracks_flagchange USING brin (at);
"""


class Migration(migrations.Migration):
    dependencies = [("tracks", "0003_held_until")]
    operations = [
        migrations.CreateModel(
            name="FlagChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.IntegerField()),
                ("at", models.DateTimeField(help_text="database time")),
                ("flags", models.SmallIntegerField(help_text="row flags of the picture lane from then on")),
            ],
            options={
                "verbose_name": "标记变化",
                "verbose_name_plural": "标记变化",
                "indexes": [models.Index(fields=["subject", "-at"], name="tracks_flagchange_of")],
            },
        ),
        migrations.RunSQL(LATE, "DROP INDEX tracks_trackpoint_late; DROP INDEX tracks_flagchange_at"),
    ]
