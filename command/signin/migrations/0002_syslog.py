from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signin", "0001_sign_in")]

    operations = [
        migrations.CreateModel(
            name="SyslogCursor",
            fields=[
                ("stream", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("seq", models.BigIntegerField(default=0)),
            ],
        ),
    ]
