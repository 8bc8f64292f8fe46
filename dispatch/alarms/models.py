"""Alarms: what may be an incident. Active/cleared × acknowledged/not; every signal is kept, the verdict says what it was."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.db.models.functions import Now

from dispatch.alarms.rows import AlarmRow, StepRow
from dispatch.incidents.models import type_name
from realtime.clock import iso

URGENCIES = [("critical", "特急"), ("urgent", "紧急"), ("normal", "一般")]
URGENCY_RANK = {"normal": 0, "urgent": 1, "critical": 2}
SOURCES = [
    ("call", "电话"),
    ("sos", "求救"),
    ("uav", "无人机"),
    ("satellite", "卫星"),
    ("camera", "视频监控"),
    ("vehicle", "车载终端"),
    ("radio", "电台语音"),
    ("sensor", "传感器"),
    ("public", "公众上报"),
    ("agency", "部门转报"),
    ("system", "系统"),
]
SOS, SYSTEM = "sos", "system"
# What these say is merged without asking; what a person typed is never merged silently, a call for help never at all.
AUTOMATIC = frozenset({"uav", "satellite", "camera", "vehicle", "radio", "sensor"})
CONFIRMED, DUPLICATE, MISFIRE, TEST = "confirmed", "duplicate", "misfire", "test"
CONFIRMING = frozenset({CONFIRMED, "forest_fire", "other_woodland"})  # these open an incident, or join one
VERDICTS = [
    (CONFIRMED, "属实"), ("forest_fire", "森林火灾"), ("other_woodland", "其他林地起火"), ("false_positive", "误报"), (DUPLICATE, "重复"),
    (MISFIRE, "误触"), (TEST, "测试"), ("farm_burning", "农事用火"), ("planned_burn", "计划烧除"), ("worship_fire", "祭祀用火"),
    ("industrial_heat", "工业热源"), ("not_found", "未发现"), ("outside_area", "辖区外"),
]  # fmt: skip
ACTIVE, CLEARED = "active", "cleared"


class Alarm(models.Model):
    number = models.CharField("编号", max_length=24, unique=True)
    source = models.CharField("来源", max_length=10, choices=SOURCES)
    urgency = models.CharField("紧急程度", max_length=8, choices=URGENCIES)
    type = models.CharField("类型", max_length=8, blank=True)
    area = models.CharField("区划", max_length=12, db_index=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    place = models.CharField("地点", max_length=120, blank=True)
    text = models.TextField("内容", blank=True)
    caller_phone = models.CharField("来电号码", max_length=20, blank=True)
    subject_id = models.BigIntegerField(null=True, help_text="the subject that raised it")
    device = models.CharField(max_length=100, blank=True, help_text="adapter:id, for repeats of one device and unregistered ones")
    repeats = models.PositiveIntegerField(default=0, help_text="further signals of the same device")
    reports = models.PositiveIntegerField("信号数", default=1, help_text="signals merged, the first included")
    sources = models.JSONField(default=list, help_text="distinct, in order of arrival")
    seen_at = models.DateTimeField(
        db_default=Now(), help_text="when the first signal was seen: with its place the anchor of merging, never moved"
    )
    last_seen_at = models.DateTimeField(db_default=Now(), help_text="when the latest signal was seen")
    late = models.BooleanField("补录", default=False)
    test = models.BooleanField("测试", default=False, help_text="raised by a terminal in test mode")
    code = models.CharField(
        "回读码", max_length=4, blank=True, help_text="shown to the desk and sent to the device: who reads it back holds it"
    )
    state = models.CharField(max_length=8, choices=[(ACTIVE, "活动"), (CLEARED, "已解除")], default=ACTIVE)
    acked_by = models.CharField(max_length=80, blank=True)
    acked_name = models.CharField(max_length=60, blank=True)
    acked_at = models.DateTimeField(null=True)
    verdict = models.CharField("核实结论", max_length=16, choices=VERDICTS, blank=True)
    verdict_by = models.CharField(max_length=80, blank=True)
    verdict_at = models.DateTimeField(null=True)
    duplicate_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="duplicates")
    reopened = models.PositiveSmallIntegerField("重开次数", default=0)
    cleared_at = models.DateTimeField(null=True)
    escalation = models.PositiveSmallIntegerField(default=0, help_text="how often nobody acknowledged in time")
    shelved_until = models.DateTimeField(null=True)
    shelved_by = models.CharField(max_length=80, blank=True)
    shelved_name = models.CharField(max_length=60, blank=True)
    incident_id = models.BigIntegerField(null=True, db_index=True)
    occurred_at = models.DateTimeField("发生时间", null=True)
    received_at = models.DateTimeField("接报时间", db_default=Now())
    entered_at = models.DateTimeField("录入时间", db_default=Now())
    archived = models.BooleanField(
        default=False, help_text="off the board; told by a `left` event, since snapshots hold nothing that time alone changes"
    )
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "警情"
        constraints = [
            # An SOS key held down is one alarm with a counter. A drone is not: it may see two fires (see merging.py).
            models.UniqueConstraint(
                fields=["device", "source", "exercise_id", "test"],
                condition=models.Q(state=ACTIVE) & ~models.Q(device="") & ~models.Q(source__in=sorted(AUTOMATIC)),
                nulls_distinct=False,
                name="one_active_alarm_per_device",
            )
        ]
        indexes = [models.Index(fields=["lon", "lat"], condition=models.Q(archived=False), name="alarm_on_board_place")]

    def __str__(self) -> str:
        return self.number

    @property
    def stream(self) -> str:
        return f"area:{self.area}"

    @property
    def streams(self) -> list[str]:
        """The board, and the timeline of the incident it became."""
        return [self.stream, *([f"incident:{self.incident_id}"] if self.incident_id else [])]

    def row(self) -> AlarmRow:
        """What the screens' table `alarms` holds; no free text, no phone number."""
        return cast("AlarmRow", {
            "id": self.pk, "number": self.number, "source": self.source, "urgency": self.urgency, "type": self.type or None,
            "type_name": type_name(self.type), "area": self.area, "lon": self.lon, "lat": self.lat, "place": self.place, "state": self.state,
            "acked_by": self.acked_by or None, "acked_name": self.acked_name or None, "acked_at": iso(self.acked_at),
            "verdict": self.verdict or None, "incident": self.incident_id, "subject": self.subject_id, "repeats": self.repeats,
            "reports": self.reports, "sources": self.sources, "late": self.late, "test": self.test, "duplicate_of": self.duplicate_of_id,
            "reopened": self.reopened, "cleared_at": iso(self.cleared_at), "escalation": self.escalation,
            "shelved_until": iso(self.shelved_until), "shelved_name": self.shelved_name or None,
            "steps": [step.row() for step in sorted(self.steps.all(), key=lambda step: STEP_ORDER[step.kind])],
            "occurred_at": iso(self.occurred_at), "received_at": iso(self.received_at), "entered_at": iso(self.entered_at), "x": self.exercise_id,
        })  # fmt: skip


class Report(models.Model):
    """One signal as it came: never changed, only moved with its alarm when that turns out to be a duplicate."""

    alarm = models.ForeignKey(Alarm, on_delete=models.PROTECT, related_name="signals")
    merged_from = models.ForeignKey(
        Alarm, on_delete=models.PROTECT, null=True, related_name="signals_lent", help_text="the duplicate it came with"
    )
    source = models.CharField("来源", max_length=10, choices=SOURCES)
    urgency = models.CharField("紧急程度", max_length=8, choices=URGENCIES)
    type = models.CharField("类型", max_length=8, blank=True)
    device = models.CharField(max_length=100, blank=True)
    key = models.CharField(max_length=120, blank=True, help_text="the sender's own id of this signal: sent again, it is the same signal")
    subject_id = models.BigIntegerField(null=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    distance_m = models.FloatField(null=True, help_text="from the alarm it was merged into")
    place = models.CharField("地点", max_length=120, blank=True)
    text = models.TextField("内容", blank=True)
    caller_phone = models.CharField("来电号码", max_length=20, blank=True)
    facts = models.JSONField(
        default=dict, help_text="confidence, pixels, satellite, temperature, picture, value … as the source gives them"
    )
    by = models.CharField(max_length=80)
    occurred_at = models.DateTimeField("发生时间", null=True)
    received_at = models.DateTimeField("接报时间", db_default=Now())
    entered_at = models.DateTimeField("录入时间", db_default=Now())
    late = models.BooleanField("补录", default=False)
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "警情信号"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "key", "exercise_id"], condition=~models.Q(key=""), nulls_distinct=False, name="a_signal_is_kept_once"
            )
        ]
        indexes = [models.Index(fields=["device"], condition=~models.Q(device=""), name="report_device")]

    def __str__(self) -> str:
        return f"{self.get_source_display()} {self.received_at}"


class Verdict(models.Model):
    """What somebody found it to be. Re-opening the alarm marks the row and keeps it."""

    alarm = models.ForeignKey(Alarm, on_delete=models.PROTECT, related_name="verdicts")
    verdict = models.CharField("核实结论", max_length=16, choices=VERDICTS)
    by = models.CharField(max_length=80)
    name = models.CharField(max_length=60)
    at = models.DateTimeField(db_default=Now())
    note = models.TextField(blank=True)
    incident_id = models.BigIntegerField(null=True)
    of = models.ForeignKey(Alarm, on_delete=models.PROTECT, null=True, related_name="+")
    contact_how = models.CharField(max_length=5, blank=True, help_text="voice, or code when the read-back code was given")
    contact_who = models.CharField(max_length=60, blank=True)
    reopened_at = models.DateTimeField(null=True)
    reopened_by = models.CharField(max_length=80, blank=True)
    reopened_name = models.CharField(max_length=60, blank=True)
    reopen_reason = models.CharField(max_length=400, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "核实结论"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.get_verdict_display()


NOTIFY, VIEW, VERDICT, FEEDBACK = "notify", "view", "verdict", "feedback"
STEPS = [(NOTIFY, "通知镇村"), (VIEW, "画面核实"), (VERDICT, "核实结论"), (FEEDBACK, "正式反馈")]
STEP_ORDER = {kind: place for place, (kind, _) in enumerate(STEPS)}


class Step(models.Model):
    """What must be done about an alarm, and until when."""

    alarm = models.ForeignKey(Alarm, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=8, choices=STEPS)
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=400, blank=True)
    overdue = models.BooleanField(default=False)

    class Meta:
        verbose_name = verbose_name_plural = "核实时限"
        constraints = [models.UniqueConstraint(fields=["alarm", "kind"], name="a_step_once_per_alarm")]

    def __str__(self) -> str:
        return self.get_kind_display()

    def row(self) -> StepRow:
        return cast("StepRow", {"kind": self.kind, "due_at": iso(self.due_at), "done_at": iso(self.done_at), "overdue": self.overdue})


class Threshold(models.Model):
    """From which value a sensor raises an alarm. Rows, so that each bureau sets its own; the finest area wins."""

    ABOVE, BELOW = "above", "below"

    quantity = models.CharField("量", max_length=40, help_text="as the sensor names it, e.g. water_level")
    name = models.CharField("名称", max_length=40)
    side = models.CharField("方向", max_length=5, choices=[(ABOVE, "高于"), (BELOW, "低于")], default=ABOVE)
    value = models.FloatField("阈值")
    dead_band = models.FloatField(
        "回差", default=0, help_text="back by this much before it counts as normal, so that a value on the edge rings once"
    )
    unit = models.CharField("单位", max_length=20)
    area = models.CharField("区划", max_length=12)
    external_id = models.CharField("终端编号", max_length=128, blank=True, help_text="empty = every sensor of the area")
    urgency = models.CharField("紧急程度", max_length=8, choices=URGENCIES)
    type = models.CharField("类型", max_length=8, blank=True)
    source = models.CharField("出处", max_length=200)
    active = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "监测阈值"
        constraints = [
            models.UniqueConstraint(fields=["quantity", "side", "value", "area", "external_id"], name="one_threshold_each"),
            models.CheckConstraint(condition=models.Q(dead_band__gte=0), name="dead_band_is_no_less_than_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.name}{self.get_side_display()}{self.value:g} {self.unit}"


class Crossing(models.Model):
    """Whether a sensor is beyond a threshold now: only the crossing is a signal, not every value after it."""

    terminal = models.ForeignKey("terminals.Terminal", on_delete=models.PROTECT, related_name="+")
    threshold = models.ForeignKey(Threshold, on_delete=models.CASCADE, related_name="+")
    over = models.BooleanField(default=False)
    value = models.FloatField()
    at = models.DateTimeField(help_text="of the value; an older one that arrives later decides nothing")
    alarm = models.ForeignKey(Alarm, on_delete=models.PROTECT, null=True, related_name="crossings")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["terminal", "threshold"], name="one_crossing_per_terminal")]
