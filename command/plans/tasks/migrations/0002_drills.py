from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tasks", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="taskset",
            name="origin",
            field=models.CharField(
                choices=[
                    ("plan", "预案"),
                    ("instruction", "领导批示"),
                    ("decision", "会议决定"),
                    ("check", "对照排查"),
                    ("desk", "值班交办"),
                    ("drill", "演练整改"),
                ],
                max_length=12,
                verbose_name="来源",
            ),
        ),
    ]
