"""What an export was filtered by stays on its record."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("features", "0005_layer_choice")]

    operations = [
        migrations.AddField(model_name="featureexport", name="filters", field=models.JSONField(default=list, verbose_name="筛选")),
        migrations.AlterField(model_name="featureexport", name="q", field=models.CharField(blank=True, max_length=60, verbose_name="查找")),
    ]
