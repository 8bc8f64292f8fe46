"""Default freshness limits. Drones fly 15 m/s: after 15 s the old place is worth little."""

from django.db import migrations

GROUND = ("other", "person", "vehicle", "radio", "phone", "vessel", "team")
SOURCE = "默认值:地面 ≤30 秒实时、≤120 秒滞后;空中 15/30 秒(待本市确认)"


def add(apps, schema_editor):
    rule = apps.get_model("terminals", "FreshnessRule")
    rows = [rule(kind=kind, stale_s=30, lost_s=120, source=SOURCE) for kind in GROUND]
    rows.append(rule(kind="uav", stale_s=15, lost_s=30, source=SOURCE))
    rows.append(rule(kind="dock", stale_s=60, lost_s=180, source="默认值:机库固定,约每 2 秒上报(待本市确认)"))
    rows.append(rule(kind="sensor", stale_s=900, lost_s=3600, source="默认值:传感器多为 5 分钟一报(待本市确认)"))
    rule.objects.bulk_create(rows)


class Migration(migrations.Migration):
    dependencies = [("terminals", "0001_initial")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
