"""Capability profile, statuses as rows, bases, standby posts, vehicles; the statuses every installation starts with."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

STATUSES = [  # as in dispatch/teams/defaults.py when this was written: units refer to them at once
    ("ready", "备勤", "available"),
    ("forward", "靠前驻防", "available"),
    ("training", "训练", "delayed"),
    ("resting", "休整", "unavailable"),
    ("maintenance", "装备检修", "unavailable"),
    ("off", "停勤", "unavailable"),
]


def statuses(apps, schema_editor):
    UnitStatus = apps.get_model("teams", "UnitStatus")
    for order, (code, name, meaning) in enumerate(STATUSES):
        UnitStatus.objects.get_or_create(code=code, defaults={"name": name, "meaning": meaning, "order": order})


class Migration(migrations.Migration):
    dependencies = [
        ("teams", "0001_initial"),
        ("terminals", "0003_source_ranks"),
    ]

    operations = [
        migrations.CreateModel(
            name="Base",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="编号")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                (
                    "kind",
                    models.CharField(
                        choices=[("training", "集训基地"), ("standby", "备勤基地"), ("incubation", "孵化基地"), ("joint", "联创基地")],
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                ("area", models.CharField(db_index=True, max_length=12, verbose_name="所属区划")),
                ("lon", models.FloatField(verbose_name="经度")),
                ("lat", models.FloatField(verbose_name="纬度")),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="地址")),
            ],
            options={
                "verbose_name": "基地",
                "verbose_name_plural": "基地",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                ("code", models.CharField(max_length=30, primary_key=True, serialize=False, verbose_name="代码")),
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                ("kind", models.CharField(choices=[("equipment", "装备"), ("skill", "技能")], max_length=10, verbose_name="类别")),
                ("measure", models.CharField(blank=True, max_length=8, verbose_name="单位")),
            ],
            options={
                "verbose_name": "装备与技能目录",
                "verbose_name_plural": "装备与技能目录",
                "ordering": ["kind", "code"],
            },
        ),
        migrations.CreateModel(
            name="Sheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("units", "队伍"), ("vehicles", "车辆"), ("members", "队员")], max_length=10)),
                ("name", models.CharField(max_length=120, verbose_name="文件名")),
                ("datum", models.CharField(default="wgs84", max_length=8)),
                ("area", models.CharField(help_text="rows outside it are refused", max_length=12)),
                ("rows", models.JSONField(help_text="as read: lines [number, {column: text}] and the titles nobody asked for")),
                ("by", models.CharField(max_length=80)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("applied_at", models.DateTimeField(null=True)),
                ("result", models.JSONField(null=True)),
            ],
            options={
                "verbose_name": "批量导入",
                "verbose_name_plural": "批量导入",
            },
        ),
        migrations.CreateModel(
            name="UnitStatus",
            fields=[
                ("code", models.CharField(max_length=20, primary_key=True, serialize=False, verbose_name="代码")),
                ("name", models.CharField(max_length=20, verbose_name="名称")),
                (
                    "meaning",
                    models.CharField(
                        choices=[("available", "可派"), ("delayed", "延时可派"), ("unavailable", "不可派")],
                        max_length=12,
                        verbose_name="含义",
                    ),
                ),
                ("order", models.SmallIntegerField(default=0, verbose_name="次序")),
            ],
            options={
                "verbose_name": "队伍状态",
                "verbose_name_plural": "队伍状态",
                "ordering": ["order", "code"],
            },
        ),
        migrations.AddField(
            model_name="unit",
            name="equipment",
            field=models.JSONField(default=dict, help_text="代码 → 数量,代码见装备目录", verbose_name="装备"),
        ),
        migrations.AddField(
            model_name="unit",
            name="force",
            field=models.CharField(
                choices=[
                    ("national_fire", "国家综合性消防救援队伍"),
                    ("forest_fire", "地方森林消防"),
                    ("industry", "行业专业队伍"),
                    ("military", "部队民兵"),
                    ("enterprise", "企业专兼职队伍"),
                    ("volunteer", "社会力量"),
                ],
                default="industry",
                max_length=14,
                verbose_name="力量性质",
            ),
        ),
        migrations.AddField(
            model_name="unit",
            name="irregular",
            field=models.BooleanField(default=False, help_text="the present status was reached by a move nobody foresaw"),
        ),
        migrations.AddField(
            model_name="unit",
            name="kind",
            field=models.CharField(
                choices=[
                    ("forest_fire", "森林消防"),
                    ("flood", "防汛抢险"),
                    ("hazmat", "危化品救援"),
                    ("power", "供电抢修"),
                    ("gas", "燃气抢险"),
                    ("water", "供排水抢险"),
                    ("road", "道路抢通"),
                    ("comms", "通信保障"),
                    ("medical", "医疗救护"),
                    ("construction", "建筑工程抢险"),
                    ("water_rescue", "水上搜救"),
                    ("environment", "环境监测"),
                    ("rail", "轨道交通救援"),
                    ("aviation", "航空应急"),
                    ("general", "综合应急"),
                    ("mountain_rescue", "山地救援"),
                    ("volunteer", "应急志愿"),
                ],
                db_index=True,
                default="general",
                max_length=16,
                verbose_name="专业",
            ),
        ),
        migrations.AddField(
            model_name="unit",
            name="rest_until",
            field=models.DateTimeField(null=True, verbose_name="休整至"),
        ),
        migrations.AddField(
            model_name="unit",
            name="skills",
            field=models.JSONField(default=list, help_text="代码,见技能目录", verbose_name="技能"),
        ),
        migrations.AddField(
            model_name="unit",
            name="status_at",
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="状态起"),
        ),
        migrations.AddField(
            model_name="unit",
            name="base",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="units",
                to="teams.base",
                verbose_name="基地",
            ),
        ),
        migrations.CreateModel(
            name="StandbyPost",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                (
                    "kind",
                    models.CharField(
                        choices=[("fire", "森林防火"), ("flood", "防汛"), ("holiday", "节假日"), ("general", "综合")],
                        default="general",
                        max_length=10,
                        verbose_name="类别",
                    ),
                ),
                ("area", models.CharField(db_index=True, max_length=12, verbose_name="所属区划")),
                ("lon", models.FloatField(verbose_name="经度")),
                ("lat", models.FloatField(verbose_name="纬度")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="撤点时间")),
                ("exercise_id", models.BigIntegerField(null=True)),
            ],
            options={
                "verbose_name": "靠前驻防点",
                "verbose_name_plural": "靠前驻防点",
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("closed_at", None)), fields=("area", "name"), name="open_post_name_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="unit",
            name="post",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="units", to="teams.standbypost", verbose_name="驻防点"
            ),
        ),
        migrations.CreateModel(
            name="Vehicle",
            fields=[
                (
                    "subject",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="vehicle",
                        serialize=False,
                        to="terminals.subject",
                    ),
                ),
                ("plate", models.CharField(max_length=20, unique=True, verbose_name="号牌")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("pump_truck", "水罐泵浦车"),
                            ("foam_truck", "泡沫消防车"),
                            ("carrier", "运兵车"),
                            ("command", "指挥车"),
                            ("ambulance", "救护车"),
                            ("rescue", "抢险救援车"),
                            ("excavator", "挖掘机"),
                            ("generator", "发电车"),
                            ("drainage", "排涝车"),
                            ("comms", "应急通信车"),
                            ("boat", "冲锋舟"),
                            ("supply", "物资运输车"),
                            ("other", "其他"),
                        ],
                        max_length=12,
                        verbose_name="车型",
                    ),
                ),
                ("capacity", models.PositiveSmallIntegerField(default=0, verbose_name="载员")),
                ("area", models.CharField(db_index=True, max_length=12, verbose_name="所属区划")),
                (
                    "status",
                    models.CharField(
                        choices=[("ready", "可用"), ("maintenance", "检修"), ("off", "停用")],
                        default="ready",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("exercise_id", models.BigIntegerField(null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="vehicles", to="teams.unit", verbose_name="所属队伍"
                    ),
                ),
            ],
            options={
                "verbose_name": "车辆",
                "verbose_name_plural": "车辆",
                "ordering": ["plate"],
            },
        ),
        migrations.CreateModel(
            name="StandbyMission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_at", models.DateTimeField(verbose_name="起")),
                ("until_at", models.DateTimeField(verbose_name="止")),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "待驻防"), ("standing", "驻防中"), ("ended", "已结束"), ("cancelled", "已取消")],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("ordered_by", models.CharField(max_length=80)),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="事由")),
                ("started_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("exercise_id", models.BigIntegerField(null=True)),
                ("unit", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="missions", to="teams.unit")),
                ("post", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="missions", to="teams.standbypost")),
            ],
            options={
                "verbose_name": "靠前驻防任务",
                "verbose_name_plural": "靠前驻防任务",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "standing")),
                        fields=("unit", "exercise_id"),
                        name="one_standing_mission_per_unit",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(condition=models.Q(("until_at__gt", models.F("from_at"))), name="mission_ends_after_it_begins"),
                ],
            },
        ),
        migrations.CreateModel(
            name="StatusChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("before", models.CharField(max_length=20)),
                ("after", models.CharField(max_length=20)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("by", models.CharField(max_length=80)),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("irregular", models.BooleanField(default=False)),
                ("exercise_id", models.BigIntegerField(null=True)),
                ("unit", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="teams.unit")),
            ],
            options={
                "verbose_name": "状态变更",
                "verbose_name_plural": "状态变更",
                "indexes": [models.Index(fields=["unit", "-at"], name="status_change_of_unit")],
            },
        ),
        migrations.CreateModel(
            name="StatusMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "after",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="teams.unitstatus", verbose_name="到"
                    ),
                ),
                (
                    "before",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="moves", to="teams.unitstatus", verbose_name="从"
                    ),
                ),
            ],
            options={
                "verbose_name": "允许的状态变更",
                "verbose_name_plural": "允许的状态变更",
                "constraints": [models.UniqueConstraint(fields=("before", "after"), name="status_move_once")],
            },
        ),
        migrations.RunPython(statuses, migrations.RunPython.noop),
    ]
