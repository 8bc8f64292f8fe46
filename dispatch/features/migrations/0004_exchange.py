"""Files that came in, what went out, and an index that finds a part of a name in any script without an extension."""

import django.db.models.functions.datetime
from django.db import migrations, models

# Pairs of neighbouring characters: a name, a code or a pinyin that contains what was typed contains all of its pairs. Chinese characters
# also stand alone, because one of them is already a word. Unlike pg_trgm this needs no extension and no locale, and two characters are enough.
INDEX = """
CREATE FUNCTION features_words(name text, code text, initials text, attributes jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT lower(name || E'\\n' || code || E'\\n' || initials || E'\\n' || coalesce(attributes->>'address', ''))
$$;

CREATE FUNCTION features_grams(words text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
    SELECT coalesce(array_agg(DISTINCT gram), '{}') FROM (
        SELECT substr(words, n, 2) AS gram FROM generate_series(1, length(words) - 1) AS n
        UNION ALL
        SELECT substr(words, n, 1) FROM generate_series(1, length(words)) AS n WHERE ascii(substr(words, n, 1)) > 127
    ) AS grams WHERE gram !~ '\\s'
$$;

CREATE INDEX features_search ON features_feature USING gin (features_grams(features_words(name, code, initials, attributes)));
CREATE INDEX features_phone ON features_feature (regexp_replace(attributes->>'phone', '\\D', '', 'g')) WHERE attributes->>'phone' IS NOT NULL;
"""
UNDO = """
DROP INDEX features_phone;
DROP INDEX features_search;
DROP FUNCTION features_grams(text);
DROP FUNCTION features_words(text, text, text, jsonb);
"""


class Migration(migrations.Migration):
    dependencies = [("features", "0003_layer_states")]

    operations = [
        migrations.CreateModel(
            name="FeatureSheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("layer", models.CharField(max_length=24, verbose_name="图层")),
                ("name", models.CharField(max_length=120, verbose_name="文件名")),
                ("datum", models.CharField(default="wgs84", max_length=8)),
                ("area", models.CharField(help_text="rows outside it are refused", max_length=12)),
                ("titles", models.JSONField(help_text="columns in the order of the file")),
                ("mapping", models.JSONField(help_text="title → field; those without a field are not taken")),
                ("rows", models.JSONField(help_text="as read: [number, {title: text}, GeoJSON geometry or null]")),
                ("by", models.CharField(max_length=80)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("applied_at", models.DateTimeField(null=True)),
                ("result", models.JSONField(null=True)),
            ],
            options={"verbose_name": "图层导入", "verbose_name_plural": "图层导入"},
        ),
        migrations.CreateModel(
            name="FeatureExport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("layers", models.JSONField(verbose_name="图层")),
                ("area", models.CharField(max_length=12, verbose_name="区划")),
                ("q", models.CharField(blank=True, max_length=60, verbose_name="筛选")),
                ("format", models.CharField(max_length=8)),
                ("datum", models.CharField(max_length=8)),
                ("phones", models.BooleanField(default=False, verbose_name="含完整电话")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="事由")),
                ("count", models.IntegerField()),
                ("by", models.CharField(max_length=80)),
                ("by_name", models.CharField(max_length=60)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={"verbose_name": "图层导出", "verbose_name_plural": "图层导出"},
        ),
        migrations.RunSQL(INDEX, UNDO),
    ]
