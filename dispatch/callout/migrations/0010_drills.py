from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("callout", "0009_alerts"),
    ]

    operations = [
        migrations.AlterField(
            model_name="callout",
            name="about",
            field=models.CharField(
                choices=[
                    ("alarm", "警情"),
                    ("incident", "事件"),
                    ("order", "调度令"),
                    ("duty", "值班"),
                    ("conference", "会商"),
                    ("decision", "会商决定"),
                    ("task", "任务"),
                    ("directive", "领导批示"),
                    ("alert", "预警"),
                    ("drill", "演练情景"),
                ],
                max_length=10,
                verbose_name="对象",
            ),
        ),
    ]
