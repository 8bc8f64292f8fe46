from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mapping", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="mappingrow",
            name="commands",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text='如 [{"name": "开警笛", "topic": "vendor/{device}/down", "payload": {"id": "$number", "cmd": "siren", "v": "$value"}}]',
                verbose_name="指令",
            ),
        )
    ]
