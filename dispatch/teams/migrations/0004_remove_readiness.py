"""After the data has moved; in a migration of its own, because PostgreSQL does not alter a table with pending checks."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("teams", "0003_status"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="unit",
            name="readiness",
        ),
    ]
