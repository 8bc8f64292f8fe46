"""The history, partitioned by the day we received it, with a default partition so that no row is ever refused."""

from django.db import migrations, models

CREATE = """
CREATE TABLE tracks_trackpoint (
    subject integer NOT NULL,
    fixed_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    lon double precision NOT NULL,
    lat double precision NOT NULL,
    alt real, elevation real, speed real, heading real,
    battery smallint, link smallint, accuracy real,
    terminal integer NOT NULL,
    flags smallint NOT NULL DEFAULT 0
) PARTITION BY RANGE (received_at);
CREATE TABLE tracks_trackpoint_default PARTITION OF tracks_trackpoint DEFAULT;
CREATE INDEX tracks_trackpoint_subject_received ON tracks_trackpoint (subject, received_at);
-- Whole-city replay reads a span of time; rows lie in the order they came, so a block range index is enough.
CREATE INDEX tracks_trackpoint_received ON tracks_trackpoint USING brin (received_at);
-- Updated every second in place: room on each page keeps the update on its page.
ALTER TABLE tracks_lastfix SET (fillfactor = 50);
"""


class Migration(migrations.Migration):
    dependencies = [("tracks", "0001_initial")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(CREATE, "DROP TABLE tracks_trackpoint")],
            state_operations=[
                migrations.CreateModel(
                    name="TrackPoint",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "subject", "received_at", "fixed_at", blank=True, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("subject", models.IntegerField()),
                        ("fixed_at", models.DateTimeField(help_text="device time")),
                        ("received_at", models.DateTimeField(help_text="database time; partition key")),
                        ("lon", models.FloatField()),
                        ("lat", models.FloatField()),
                        ("alt", models.FloatField(null=True)),
                        ("elevation", models.FloatField(help_text="m above take-off", null=True)),
                        ("speed", models.FloatField(null=True)),
                        ("heading", models.FloatField(null=True)),
                        ("battery", models.SmallIntegerField(null=True)),
                        ("link", models.SmallIntegerField(null=True)),
                        ("accuracy", models.FloatField(null=True)),
                        ("terminal", models.IntegerField()),
                        ("flags", models.SmallIntegerField(default=0, help_text="why it never was the last fix; bits of devices.sane")),
                    ],
                    options={
                        "verbose_name": "轨迹点",
                        "verbose_name_plural": "轨迹点",
                    },
                ),
            ],
        )
    ]
