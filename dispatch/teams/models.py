"""Units: what can be assigned. Each is one-to-one with a subject, which has the position."""

from __future__ import annotations

from typing import Any, cast

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from devices.terminals.models import Subject
from dispatch.teams.capabilities import CAPABILITIES
from dispatch.teams.rows import PostRow, UnitRow, VehicleRow
from realtime.clock import iso

AVAILABLE, DELAYED, UNAVAILABLE = "available", "delayed", "unavailable"
MEANINGS = [(AVAILABLE, "可派"), (DELAYED, "延时可派"), (UNAVAILABLE, "不可派")]


class UnitStatus(models.Model):
    """What a bureau calls the state of a team; the meaning is what the centre works with."""

    READY, FORWARD, TRAINING, RESTING, MAINTENANCE, OFF, LENT = "ready", "forward", "training", "resting", "maintenance", "off", "lent"

    code = models.CharField("代码", max_length=20, primary_key=True)
    name = models.CharField("名称", max_length=20)
    meaning = models.CharField("含义", max_length=12, choices=MEANINGS)
    order = models.SmallIntegerField("次序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "队伍状态"
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name


class StatusMove(models.Model):
    """A move between two statuses that the bureau foresees; what others mean is rule `unit.status_moves`: off, warn or enforce."""

    before = models.ForeignKey(UnitStatus, on_delete=models.CASCADE, related_name="moves", verbose_name="从")
    after = models.ForeignKey(UnitStatus, on_delete=models.CASCADE, related_name="+", verbose_name="到")

    class Meta:
        verbose_name = verbose_name_plural = "允许的状态变更"
        constraints = [models.UniqueConstraint(fields=["before", "after"], name="status_move_once")]


class Base(models.Model):
    """One of the four kinds of bases; a team's home may be one."""

    TRAINING, STANDBY, INCUBATION, JOINT = "training", "standby", "incubation", "joint"
    KINDS = [(TRAINING, "集训基地"), (STANDBY, "备勤基地"), (INCUBATION, "孵化基地"), (JOINT, "联创基地")]

    code = models.CharField("编号", max_length=20, unique=True)
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("类别", max_length=12, choices=KINDS)
    area = models.CharField("所属区划", max_length=12, db_index=True)
    lon = models.FloatField("经度")
    lat = models.FloatField("纬度")
    place = models.CharField("地址", max_length=120, blank=True)
    capacity = models.PositiveIntegerField("可驻人数", default=0, help_text="0 = not said")
    courses = models.JSONField("课程", default=list, blank=True)
    equipment = models.JSONField("装备", default=dict, blank=True, help_text="代码 → 数量,代码见装备目录")
    contact = models.CharField("联系", max_length=120, blank=True, help_text="a desk or a post, never a person's number")

    class Meta:
        verbose_name = verbose_name_plural = "基地"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class StandbyPost(models.Model):
    """A place where teams stand forward of their base while the danger is high."""

    FIRE, FLOOD, HOLIDAY, GENERAL = "fire", "flood", "holiday", "general"
    KINDS = [(FIRE, "森林防火"), (FLOOD, "防汛"), (HOLIDAY, "节假日"), (GENERAL, "综合")]

    name = models.CharField("名称", max_length=60)
    kind = models.CharField("类别", max_length=10, choices=KINDS, default=GENERAL)
    area = models.CharField("所属区划", max_length=12, db_index=True)
    lon = models.FloatField("经度")
    lat = models.FloatField("纬度")
    closed_at = models.DateTimeField("撤点时间", null=True)
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "靠前驻防点"
        constraints = [models.UniqueConstraint(fields=["area", "name"], condition=models.Q(closed_at=None), name="open_post_name_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def stream(self) -> str:
        return f"area:{self.area}"

    def row(self) -> PostRow:
        """What the screens' table `posts` holds."""
        return cast("PostRow", {"id": self.pk, "name": self.name, "area": self.area, "lon": self.lon, "lat": self.lat, "kind": self.kind})


class UnitQuerySet(models.QuerySet["Unit"]):
    def under(self, prefix: str) -> UnitQuerySet:
        return self.filter(area__startswith=prefix)

    def of_exercise(self, exercise: int | None) -> UnitQuerySet:
        """Teams that can be used in it: the real ones, and those invented for it."""
        return self.filter(models.Q(exercise_id=None) | models.Q(exercise_id=exercise))

    def with_names(self) -> UnitQuerySet:
        """Everything `row()` needs, in one read."""
        return self.select_related("status", "base")

    def with_holder(self, exercise: int | None) -> UnitQuerySet:
        """`unit.held_by` = the incident that holds it in this exercise (None = the real world), in the same read."""
        held = _assignments().filter(unit=models.OuterRef("pk"), state="open", exercise_id=exercise)
        return self.annotate(held_by=models.Subquery(held.values("incident_id")[:1]))  # type: ignore[no-redef]

    def with_own_holder(self) -> UnitQuerySet:
        """`unit.held_by` in the world the unit itself belongs to: a real team's real incident, a drill team's drill incident."""
        held = _assignments().filter(
            models.Q(exercise_id=models.OuterRef("exercise_id")) | models.Q(exercise_id=None, unit__exercise_id=None),
            unit=models.OuterRef("pk"), state="open",
        )  # fmt: skip
        return self.annotate(held_by=models.Subquery(held.values("incident_id")[:1]))  # type: ignore[no-redef]

    def available(self, exercise: int | None = None) -> UnitQuerySet:
        """Derived at the time of asking: the status means available, and nothing of this exercise holds the unit."""
        held = _assignments().filter(unit=models.OuterRef("pk"), state="open", exercise_id=exercise)
        return self.of_exercise(exercise).filter(~models.Exists(held), status__meaning=AVAILABLE)


def _assignments() -> Any:
    """Orders know teams; teams ask for theirs only by name."""
    return apps.get_model("orders", "Assignment")._default_manager.all()


class Unit(models.Model):
    """A rescue team. Availability is derived: the status here, open assignments in orders, loss of contact by the screen."""

    INDUSTRY, GRASSROOTS, VOLUNTEER = "industry", "grassroots", "volunteer"
    CATEGORIES = [(INDUSTRY, "行业队伍"), (GRASSROOTS, "基层队伍"), (VOLUNTEER, "社会救援力量")]
    FORCES = [
        ("national_fire", "国家综合性消防救援队伍"), ("forest_fire", "地方森林消防"), ("industry", "行业专业队伍"), ("military", "部队民兵"),
        ("enterprise", "企业专兼职队伍"), ("volunteer", "社会力量"),
    ]  # fmt: skip

    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, primary_key=True, related_name="unit")
    code = models.CharField("编号", max_length=20, unique=True)
    name = models.CharField("名称", max_length=80)
    category = models.CharField("类别", max_length=12, choices=CATEGORIES)
    force = models.CharField("力量性质", max_length=14, choices=FORCES, default="industry")
    kind = models.CharField("专业", max_length=16, choices=list(CAPABILITIES.items()), default="general", db_index=True)
    domains = models.JSONField("六域", default=list, help_text="sea, land, inland_water, mountain, high_rise, air")
    headcount = models.PositiveIntegerField("人数")
    equipment = models.JSONField("装备", default=dict, help_text="代码 → 数量,代码见装备目录")
    skills = models.JSONField("技能", default=list, help_text="代码,见技能目录")
    area = models.CharField("所属区划", max_length=12, db_index=True)
    lon = models.FloatField("驻地经度")
    lat = models.FloatField("驻地纬度")
    base = models.ForeignKey(Base, on_delete=models.PROTECT, null=True, blank=True, related_name="units", verbose_name="基地")
    status = models.ForeignKey(UnitStatus, on_delete=models.PROTECT, default=UnitStatus.READY, related_name="+", verbose_name="状态")
    status_at = models.DateTimeField("状态起", db_default=Now())
    irregular = models.BooleanField(default=False, help_text="the present status was reached by a move nobody foresaw")
    rest_until = models.DateTimeField("休整至", null=True)
    post = models.ForeignKey(StandbyPost, on_delete=models.PROTECT, null=True, related_name="units", verbose_name="驻防点")
    radio_channel = models.CharField("信道", max_length=40, blank=True)
    exercise_id = models.BigIntegerField(null=True)

    held_by: int | None  # only after `with_holder` or `with_own_holder`

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "救援队伍"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def stream(self) -> str:
        return f"area:{self.area}"

    @property
    def meaning(self) -> str:
        """What the centre makes of the status: available, delayed or unavailable. Says nothing of assignments."""
        return self.status.meaning

    def holder(self) -> int | None:
        """The incident that holds it now, in the world it belongs to."""
        return Unit.objects.with_own_holder().get(pk=self.pk).held_by

    def row(self, incident: int | None = None) -> UnitRow:
        """What the screens' table `units` holds; `incident` is the one that holds the unit now, known to its home district too."""
        return cast("UnitRow", {
            "id": self.pk, "subject": self.pk, "code": self.code, "name": self.name, "category": self.category, "force": self.force,
            "kind": self.kind, "kind_name": CAPABILITIES.get(self.kind, self.kind), "domains": self.domains, "headcount": self.headcount,
            "equipment": self.equipment, "skills": self.skills, "area": self.area, "lon": self.lon, "lat": self.lat,
            "base_name": self.base.name if self.base else "", "status": self.status_id, "status_name": self.status.name,
            "meaning": self.status.meaning, "status_at": iso(self.status_at), "irregular": self.irregular,
            "rest_until": iso(self.rest_until), "post": self.post_id, "incident": incident, "x": self.exercise_id,
        })  # fmt: skip


class StatusChange(models.Model):
    """Who changed a team's status, when and why; the words stay here, the event has the codes."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="changes")
    before = models.CharField(max_length=20)
    after = models.CharField(max_length=20)
    at = models.DateTimeField(db_default=Now())
    by = models.CharField(max_length=80)
    reason = models.CharField(max_length=200, blank=True)
    irregular = models.BooleanField(default=False)
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "状态变更"
        indexes = [models.Index(fields=["unit", "-at"], name="status_change_of_unit")]


class StandbyMission(models.Model):
    """A team, a post, a period. The clerk begins and ends it."""

    PLANNED, STANDING, ENDED, CANCELLED = "planned", "standing", "ended", "cancelled"
    ACCEPTED, DECLINED = "accepted", "declined"
    STATES = [(PLANNED, "待驻防"), (STANDING, "驻防中"), (ENDED, "已结束"), (CANCELLED, "已取消")]

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="missions")
    post = models.ForeignKey(StandbyPost, on_delete=models.PROTECT, related_name="missions")
    from_at = models.DateTimeField("起")
    until_at = models.DateTimeField("止")
    state = models.CharField(max_length=10, choices=STATES, default=PLANNED)
    ordered_by = models.CharField(max_length=80)
    reason = models.CharField("事由", max_length=200, blank=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    answer = models.CharField("答复", max_length=10, choices=[(ACCEPTED, "接受"), (DECLINED, "不能执行")], blank=True)
    answer_note = models.CharField("答复说明", max_length=200, blank=True)
    answered_by = models.CharField(max_length=80, blank=True)
    answered_name = models.CharField("答复人", max_length=60, blank=True)
    answered_at = models.DateTimeField(null=True)
    silent = models.BooleanField("逾时未答复", default=False)
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "靠前驻防任务"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "exercise_id"],
                condition=models.Q(state="standing"),
                nulls_distinct=False,
                name="one_standing_mission_per_unit",
            ),
            models.CheckConstraint(condition=models.Q(until_at__gt=models.F("from_at")), name="mission_ends_after_it_begins"),
        ]


class Vehicle(models.Model):
    """A vehicle of a team, with a marker of its own."""

    KINDS = [
        ("pump_truck", "水罐泵浦车"), ("foam_truck", "泡沫消防车"), ("carrier", "运兵车"), ("command", "指挥车"), ("ambulance", "救护车"),
        ("rescue", "抢险救援车"), ("excavator", "挖掘机"), ("generator", "发电车"), ("drainage", "排涝车"), ("comms", "应急通信车"),
        ("boat", "冲锋舟"), ("supply", "物资运输车"), ("other", "其他"),
    ]  # fmt: skip
    READY, MAINTENANCE, OFF = "ready", "maintenance", "off"
    STATUSES = [(READY, "可用"), (MAINTENANCE, "检修"), (OFF, "停用")]

    subject = models.OneToOneField(Subject, on_delete=models.PROTECT, primary_key=True, related_name="vehicle")
    plate = models.CharField("号牌", max_length=20, unique=True)
    kind = models.CharField("车型", max_length=12, choices=KINDS)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="vehicles", verbose_name="所属队伍")
    capacity = models.PositiveSmallIntegerField("载员", default=0)
    area = models.CharField("所属区划", max_length=12, db_index=True)
    status = models.CharField("状态", max_length=12, choices=STATUSES, default=READY)
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "车辆"
        ordering = ["plate"]

    def __str__(self) -> str:
        return self.plate

    @property
    def stream(self) -> str:
        return f"area:{self.area}"

    def row(self) -> VehicleRow:
        """What the screens' table `vehicles` holds."""
        return cast("VehicleRow", {
            "id": self.pk, "subject": self.pk, "plate": self.plate, "kind": self.kind, "kind_name": self.get_kind_display(),
            "unit": self.unit_id, "capacity": self.capacity, "area": self.area, "status": self.status,
        })  # fmt: skip


class Item(models.Model):
    """A word of the catalogue: a piece of equipment, or a skill. Codes travel, names are shown."""

    EQUIPMENT, SKILL = "equipment", "skill"

    code = models.CharField("代码", max_length=30, primary_key=True)
    name = models.CharField("名称", max_length=40)
    kind = models.CharField("类别", max_length=10, choices=[(EQUIPMENT, "装备"), (SKILL, "技能")])
    measure = models.CharField("单位", max_length=8, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "装备与技能目录"
        ordering = ["kind", "code"]

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """A person of a unit. Whoever has an account gets the unit's orders; the commander's answer speaks for the unit."""

    COMMANDER, DEPUTY, MEMBER = "commander", "deputy", "member"
    RANK = {COMMANDER: 0, DEPUTY: 1, MEMBER: 2}
    ROLES = [(COMMANDER, "队长"), (DEPUTY, "副队长"), (MEMBER, "队员")]

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField("职务", max_length=10, choices=ROLES)

    class Meta:
        verbose_name = verbose_name_plural = "队员"
        constraints = [models.UniqueConstraint(fields=["unit", "user"], name="member_once_per_unit")]


class Sheet(models.Model):
    """An uploaded list as it was read, waiting for somebody to say yes."""

    UNITS, VEHICLES, MEMBERS = "units", "vehicles", "members"
    KINDS = [(UNITS, "队伍"), (VEHICLES, "车辆"), (MEMBERS, "队员")]

    kind = models.CharField(max_length=10, choices=KINDS)
    name = models.CharField("文件名", max_length=120)
    datum = models.CharField(max_length=8, default="wgs84")
    area = models.CharField(max_length=12, help_text="rows outside it are refused")
    rows = models.JSONField(help_text="as read: lines [number, {column: text}] and the titles nobody asked for")
    by = models.CharField(max_length=80)
    at = models.DateTimeField(db_default=Now())
    applied_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "批量导入"
