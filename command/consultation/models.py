"""会商研判: what was looked at, who said what, what was concluded and who has to do something. Signed by the chair, then only added to."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from command.consultation.rows import ConsultationRow
from command.duty.models import SpecialPeriod
from dispatch.conferences.models import Conference
from dispatch.contacts.models import Person
from dispatch.incidents.models import Incident
from realtime.clock import iso
from realtime.files.models import File

PLANNED, LIVE, OVER, SIGNED, CANCELLED = "planned", "live", "over", "signed", "cancelled"
STATES = [(PLANNED, "计划"), (LIVE, "进行中"), (OVER, "待签发"), (SIGNED, "已签发"), (CANCELLED, "已取消")]
MOVES: dict[str, frozenset[str]] = {
    PLANNED: frozenset({LIVE, CANCELLED}),
    LIVE: frozenset({OVER}),
    OVER: frozenset({LIVE, SIGNED}),  # somebody has something to add: it goes on
    SIGNED: frozenset(),
    CANCELLED: frozenset(),
}
SUBJECTS = [("incident", "突发事件"), ("process", "天气过程"), ("period", "特殊时段"), ("other", "其他")]
KINDS = [
    ("rain", "强降雨"),
    ("typhoon", "台风"),
    ("cold", "寒潮"),
    ("heat", "高温"),
    ("convection", "强对流"),
    ("drought", "干旱"),
    ("fog", "大雾"),
]


class WeatherProcess(models.Model):
    """天气过程(第几轮): from when to when, how grave it became. What it came to is added up from the records of its hours."""

    area = models.CharField("区划", max_length=12, db_index=True)
    number = models.PositiveSmallIntegerField("年内第几轮")
    year = models.PositiveSmallIntegerField()
    kind = models.CharField("种类", max_length=12, choices=KINDS)
    name = models.CharField("名称", max_length=60)
    hazard = models.CharField("事件类型", max_length=8, blank=True)
    started_at = models.DateTimeField("开始")
    ended_at = models.DateTimeField("结束", null=True)
    level = models.CharField("强度", max_length=20, blank=True)
    levels = models.JSONField(default=list, help_text='[{"at", "level", "by_name"}]: every level it had')
    summary = models.TextField("小结", blank=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField(db_default=Now())
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "天气过程"
        ordering = ["-started_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "year", "kind", "number", "exercise_id"], name="a_round_once_a_year", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")), name="a_process_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return self.name


class Consultation(models.Model):
    number = models.CharField("编号", max_length=24, unique=True)
    area = models.CharField("区划", max_length=12, db_index=True)
    subject = models.CharField("对象", max_length=10, choices=SUBJECTS)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, null=True, related_name="consultations")
    process = models.ForeignKey(WeatherProcess, on_delete=models.PROTECT, null=True, related_name="consultations")
    period = models.ForeignKey(SpecialPeriod, on_delete=models.SET_NULL, null=True, related_name="+")
    title = models.CharField("议题", max_length=120)
    state = models.CharField("状态", max_length=10, choices=STATES, default=PLANNED)
    planned_at = models.DateTimeField("计划时间")
    started_at = models.DateTimeField(null=True)
    over_at = models.DateTimeField(null=True)
    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, null=True, related_name="consultations")
    chair = models.CharField("主持人", max_length=60, blank=True)
    chair_title = models.CharField("职务", max_length=60, blank=True)
    departments = models.JSONField("征求意见的部门", default=list)
    gaps = models.JSONField(default=list, help_text="whom the rule's row asks for and nobody was found")
    forecast = models.TextField("预测预报", blank=True)
    conclusion = models.TextField("研判结论", blank=True)
    signed_by = models.CharField(max_length=80, blank=True)
    signed_name = models.CharField("签发", max_length=60, blank=True)
    signed_at = models.DateTimeField(null=True)
    by = models.CharField(max_length=80)
    by_name = models.CharField("记录", max_length=60)
    at = models.DateTimeField(db_default=Now())
    opinions_count = models.PositiveSmallIntegerField(default=0)
    decisions_count = models.PositiveSmallIntegerField(default=0)
    solved_count = models.PositiveSmallIntegerField(default=0)
    rev = models.PositiveIntegerField(default=0)
    archived = models.BooleanField(default=False)
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "会商研判"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident"], condition=Q(state="live", incident__isnull=False), name="one_live_consultation_per_incident"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def streams(self) -> list[str]:
        return [f"area:{self.area}", *([f"incident:{self.incident_id}"] if self.incident_id else [])]

    @property
    def wanted(self) -> list[str]:
        """Departments that were asked and have not spoken."""
        spoken = {one.department for one in self.opinions.all()}
        return [name for name in self.departments if name not in spoken]

    def row(self) -> ConsultationRow:
        """Reads its opinions for who is wanted: prefetch them for many."""
        return cast("ConsultationRow", {
            "id": self.pk, "number": self.number, "area": self.area, "incident": self.incident_id, "process": self.process_id, "subject": self.subject,
            "title": self.title, "state": self.state, "planned_at": iso(self.planned_at), "started_at": iso(self.started_at),
            "over_at": iso(self.over_at), "signed_at": iso(self.signed_at), "chair": self.chair, "conference": self.conference_id,
            "opinions": self.opinions_count, "wanted": len(self.wanted), "decisions": self.decisions_count, "solved": self.solved_count,
            "rev": self.rev, "x": self.exercise_id,
        })  # fmt: skip


class Line(models.Model):
    """Written once, by somebody; a consultation's lines are never changed."""

    by = models.CharField(max_length=80)
    by_name = models.CharField("记录人", max_length=60)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        abstract = True
        ordering = ["id"]


class Participant(Line):
    """Somebody who was there and is no leg of the conference: in the room, or on a telephone."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="participants")
    name = models.CharField("姓名", max_length=60)
    org = models.CharField("单位", max_length=60, blank=True)


MATERIALS = [
    ("alerts", "在效预警"),
    ("forecast", "预报"),
    ("map", "态势图"),
    ("report", "信息报告"),
    ("file", "文件"),
    ("text", "其他材料"),
]


class Material(Line):
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="materials")
    kind = models.CharField(max_length=10, choices=MATERIALS)
    title = models.CharField("名称", max_length=200)
    text = models.TextField("内容", blank=True)
    picture = models.TextField(blank=True, help_text="SVG, as it stood")
    ref = models.BigIntegerField(null=True, help_text="of a report: its row")
    file = models.ForeignKey(File, on_delete=models.PROTECT, null=True, related_name="+")


class DepartmentWord(Line):
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="opinions")
    department = models.CharField("部门", max_length=60)
    name = models.CharField("发言人", max_length=60, blank=True)
    text = models.TextField("意见")


class Resolution(Line):
    """A decision. Its task, with owner, clock and end, is the task set's of the same consultation, under the key `d<number>`."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="resolutions")
    number = models.PositiveSmallIntegerField()
    text = models.CharField("决定", max_length=500)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    owner_role = models.CharField("责任岗位", max_length=60, blank=True)
    owner_name = models.CharField("责任人", max_length=60, blank=True)
    due_at = models.DateTimeField("时限", null=True)

    class Meta(Line.Meta):
        constraints = [models.UniqueConstraint(fields=["consultation", "number"], name="one_resolution_per_number")]


class ConsultationAmendment(Line):
    """What is put right after the signature stands beside what was signed."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="amendments")
    text = models.TextField("更正")
