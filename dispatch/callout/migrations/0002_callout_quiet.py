from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("callout", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="callout",
            name="quiet",
            field=models.BooleanField(default=False, help_text="table-top: pages show the call and do not ring"),
        ),
    ]
