"""What was `readiness` becomes a status row. The trade of a team is read from its name, as the demo's were made."""

import django.db.models.deletion
from django.db import migrations, models

TRADES = [  # part of the name → kind
    ("森林消防", "forest_fire"), ("防汛", "flood"), ("危化", "hazmat"), ("供电", "power"), ("燃气", "gas"), ("供水", "water"), ("道路", "road"), ("通信", "comms"),
    ("医疗", "medical"), ("建筑", "construction"), ("水上搜救", "water_rescue"), ("水域", "water_rescue"), ("环境", "environment"), ("轨道", "rail"),
    ("航空", "aviation"), ("山地", "mountain_rescue"), ("志愿", "volunteer"),
]  # fmt: skip


def move(apps, schema_editor):
    Unit = apps.get_model("teams", "Unit")
    # Checked at once: PostgreSQL makes no index on a table with pending checks
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for code in ("resting", "off"):
        Unit.objects.filter(readiness=code).update(status_id=code)
    for part, kind in TRADES:
        Unit.objects.filter(kind="general", name__contains=part).update(kind=kind)


class Migration(migrations.Migration):
    dependencies = [
        ("teams", "0002_capability"),
    ]

    operations = [
        migrations.AddField(
            model_name="unit",
            name="status",
            field=models.ForeignKey(
                default="ready", on_delete=django.db.models.deletion.PROTECT, related_name="+", to="teams.unitstatus", verbose_name="状态"
            ),
        ),
        migrations.RunPython(move, migrations.RunPython.noop),
    ]
