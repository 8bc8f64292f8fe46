"""What an object was before is kept by the database: a row for each span in which it was shown so. What stood here before this has no past."""

import django.db.models.functions.datetime
from django.db import migrations, models

PAST = """
UPDATE features_feature SET since = changed_at;
ALTER TABLE features_featurepast ADD COLUMN box box NOT NULL DEFAULT box(point(0,0), point(0,0));
CREATE INDEX features_past_box ON features_featurepast USING gist (box);

CREATE FUNCTION features_keep_past() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE at timestamptz := clock_timestamp();
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (OLD.layer, OLD.name, OLD.area, OLD.lon, OLD.lat, OLD.shape, OLD.attributes, OLD.observed_at, OLD.active)
            IS NOT DISTINCT FROM (NEW.layer, NEW.name, NEW.area, NEW.lon, NEW.lat, NEW.shape, NEW.attributes, NEW.observed_at, NEW.active) THEN
            NEW.since := OLD.since;
            RETURN NEW;
        END IF;
        NEW.since := at;
    END IF;
    IF OLD.active THEN
        INSERT INTO features_featurepast (feature_id, layer, code, name, area, lon, lat, shape, attributes, source, observed_at, exercise_id, since, until, box)
        VALUES (OLD.id, OLD.layer, OLD.code, OLD.name, OLD.area, OLD.lon, OLD.lat, OLD.shape, OLD.attributes, OLD.source, OLD.observed_at, OLD.exercise_id,
                OLD.since, at, OLD.box);
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER features_keep_past BEFORE UPDATE OR DELETE ON features_feature FOR EACH ROW EXECUTE FUNCTION features_keep_past();

CREATE VIEW features_then AS
SELECT id, layer, code, name, area, lon, lat, shape, attributes, source, observed_at, active, exercise_id, since, 'infinity'::timestamptz AS until, box
FROM features_feature
UNION ALL
SELECT feature_id, layer, code, name, area, lon, lat, shape, attributes, source, observed_at, true, exercise_id, since, until, box
FROM features_featurepast;
"""
UNDO = """
DROP VIEW features_then;
DROP TRIGGER features_keep_past ON features_feature;
DROP FUNCTION features_keep_past();
"""


class Migration(migrations.Migration):
    dependencies = [("features", "0008_costly_grams")]

    operations = [
        migrations.AddField(
            "feature",
            "since",
            models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(),
                editable=False,
                help_text="so it has been shown since then; kept by the database (0009)",
            ),
        ),
        migrations.CreateModel(
            "FeaturePast",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("feature_id", models.BigIntegerField()),
                ("layer", models.CharField(max_length=24)),
                ("code", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=120)),
                ("area", models.CharField(max_length=12)),
                ("lon", models.FloatField()),
                ("lat", models.FloatField()),
                ("shape", models.JSONField(null=True)),
                ("attributes", models.JSONField()),
                ("source", models.CharField(max_length=60)),
                ("observed_at", models.DateTimeField(null=True)),
                ("exercise_id", models.BigIntegerField(null=True)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            "FeatureThen",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("layer", models.CharField(max_length=24)),
                ("code", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=120)),
                ("area", models.CharField(max_length=12)),
                ("lon", models.FloatField()),
                ("lat", models.FloatField()),
                ("shape", models.JSONField(null=True)),
                ("attributes", models.JSONField()),
                ("source", models.CharField(max_length=60)),
                ("observed_at", models.DateTimeField(null=True)),
                ("active", models.BooleanField()),
                ("exercise_id", models.BigIntegerField(null=True)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
            ],
            options={"managed": False, "db_table": "features_then"},
        ),
        migrations.RunSQL(PAST, UNDO),
    ]
