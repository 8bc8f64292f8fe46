"""An evacuation and its two books: who left home (the town's) and who came in (the shelter's). They are kept apart so that each proves the other."""

from __future__ import annotations

from typing import Any, cast

from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Now

from command.evacuation.register.models import Vulnerable
from command.evacuation.rows import EvacuationRow, MeasureRow
from dispatch.features.models import Feature
from dispatch.incidents.models import Incident
from realtime.clock import iso

ORDERED, GOING, COMPLETE, RETURNING, CLOSED, CANCELLED = "ordered", "going", "complete", "returning", "closed", "cancelled"
STATES = [(ORDERED, "已下令"), (GOING, "转移中"), (COMPLETE, "转移完成"), (RETURNING, "返回中"), (CLOSED, "已结束"), (CANCELLED, "已取消")]
MOVES: dict[str, frozenset[str]] = {
    ORDERED: frozenset({GOING, COMPLETE, CANCELLED}),
    GOING: frozenset({COMPLETE, CANCELLED}),
    COMPLETE: frozenset({GOING, RETURNING}),  # the wind turned: more villages
    RETURNING: frozenset({GOING, CLOSED}),
    CLOSED: frozenset(),
    CANCELLED: frozenset(),
}
OVER = (CLOSED, CANCELLED)
# 提前转移 is counted apart from people got out of danger already there
KINDS = [("pre_emptive", "提前转移"), ("rescue", "解救转移")]


class Evacuation(models.Model):
    number = models.CharField("编号", max_length=20, unique=True)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, null=True, related_name="evacuations")
    area = models.CharField("区划", max_length=12, db_index=True)
    areas = models.JSONField("范围", default=list, help_text="codes of the towns and villages that leave")
    kind = models.CharField("类别", max_length=12, choices=KINDS, default="pre_emptive")
    reason = models.CharField("事由", max_length=200)
    target = models.PositiveIntegerField("应转移人数", default=0)
    due_at = models.DateTimeField("完成时限", null=True)
    state = models.CharField("状态", max_length=12, choices=STATES, default=ORDERED)
    ordered_by = models.CharField("下令", max_length=60, help_text="name and office of who decided")
    return_by = models.CharField("批准返回", max_length=60, blank=True)
    return_facts = models.CharField("返回依据", max_length=200, blank=True)
    return_readings = models.JSONField("返回时读数", default=list, help_text="of gauges and sensors, as they stood when it was approved")
    late = models.BooleanField("逾期", default=False)
    by = models.CharField(max_length=80)
    at = models.DateTimeField(db_default=Now())
    over_at = models.DateTimeField(null=True)
    archived = models.BooleanField(default=False)
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "转移安置"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.number} {self.reason}"

    @property
    def open(self) -> bool:
        return self.state not in OVER

    @property
    def streams(self) -> list[str]:
        return [f"area:{self.area}", *([f"incident:{self.incident_id}"] if self.incident_id else [])]

    def row(self) -> EvacuationRow:
        """Adds up both books: three small queries."""
        gone = self.departures.standing().aggregate(
            moved=Sum("people", filter=Q(outcome=MOVED)), refused=Sum("people", filter=Q(outcome=REFUSED)),
            returned=Sum("people", filter=Q(returned_at__isnull=False)), sheltered=Sum("people", filter=Q(outcome=MOVED, shelter__isnull=False)),
        )  # fmt: skip
        return cast("EvacuationRow", {
            "id": self.pk, "area": self.area, "incident": self.incident_id, "number": self.number, "kind": self.kind, "reason": self.reason,
            "areas": self.areas, "state": self.state, "target": self.target, "due_at": iso(self.due_at), "late": self.late,
            **{name: number or 0 for name, number in gone.items()},
            "counted": self.arrivals.standing().aggregate(n=Sum("people"))["n"] or 0,
            "measures": [one.row() for one in self.measures.order_by("code", "area")], "x": self.exercise_id,
        })  # fmt: skip


class BookQuerySet(models.QuerySet[Any]):
    def standing(self) -> BookQuerySet:
        """What was not struck out."""
        return self.filter(struck_at=None)


class Line(models.Model):
    """A line of a book is never changed: a wrong one is struck out with a reason and written anew."""

    people = models.IntegerField("人数")
    note = models.CharField("备注", max_length=200, blank=True)
    occurred_at = models.DateTimeField("时间")
    by = models.CharField(max_length=80)
    by_name = models.CharField("登记", max_length=60)
    entered_at = models.DateTimeField(db_default=Now())
    struck_at = models.DateTimeField(null=True)
    struck_by = models.CharField(max_length=60, blank=True)
    struck_why = models.CharField(max_length=200, blank=True)

    objects = BookQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["id"]


MOVED, REFUSED = "moved", "refused"
OUTCOMES = [(MOVED, "已转移"), (REFUSED, "拒不转移")]


class Departure(Line):
    """The town's book: one household, or one group, leaves for a shelter or for relatives – or does not want to go."""

    evacuation = models.ForeignKey(Evacuation, on_delete=models.PROTECT, related_name="departures")
    area = models.CharField("区划", max_length=12, help_text="town or village")
    household = models.CharField("户主或单位", max_length=60)
    outcome = models.CharField("结果", max_length=8, choices=OUTCOMES, default=MOVED)
    shelter = models.ForeignKey(Feature, on_delete=models.PROTECT, null=True, related_name="+")
    elsewhere = models.CharField("其他去处", max_length=60, blank=True, help_text="投亲靠友 …, when it is no shelter")
    escort = models.CharField("护送", max_length=60, blank=True)
    persons = models.ManyToManyField(Vulnerable, related_name="departures", blank=True)
    returned_at = models.DateTimeField("返回", null=True)

    class Meta(Line.Meta):
        verbose_name = verbose_name_plural = "转移台账"
        constraints = [models.CheckConstraint(condition=Q(people__gt=0), name="somebody_leaves")]


class Arrival(Line):
    """The shelter's book: counted at its door. Who leaves it is a negative number."""

    evacuation = models.ForeignKey(Evacuation, on_delete=models.PROTECT, related_name="arrivals")
    shelter = models.ForeignKey(Feature, on_delete=models.PROTECT, related_name="+")

    class Meta(Line.Meta):
        verbose_name = verbose_name_plural = "安置点登记"
        constraints = [models.CheckConstraint(condition=~Q(people=0), name="somebody_comes_or_goes")]


# 防风“六个百分百”: what must be whole before the wind comes
MEASURES = [
    ("boats", "渔船回港"),
    ("rafts", "渔排人员上岸"),
    ("ships", "在港船舶加固"),
    ("zones", "危险区域人员转移"),
    ("houses", "危房、低洼、户外作业人员转移"),
    ("wind_farms", "海上风电平台人员撤离"),
]


class Measure(models.Model):
    """How much of one of the six an area has done; the newest figure stands, each is in the log."""

    evacuation = models.ForeignKey(Evacuation, on_delete=models.PROTECT, related_name="measures")
    code = models.CharField(max_length=12, choices=MEASURES)
    area = models.CharField("区划", max_length=12)
    target = models.PositiveIntegerField("应完成")
    done = models.PositiveIntegerField("已完成", default=0)
    by_name = models.CharField("填报", max_length=60)
    at = models.DateTimeField("填报时间")

    class Meta:
        verbose_name = verbose_name_plural = "六个百分百"
        constraints = [
            models.UniqueConstraint(fields=["evacuation", "code", "area"], name="one_figure_per_measure_and_area"),
            models.CheckConstraint(condition=Q(done__lte=F("target")), name="no_more_than_whole"),
        ]

    def row(self) -> MeasureRow:
        return cast("MeasureRow", {"code": self.code, "area": self.area, "target": self.target, "done": self.done, "at": iso(self.at)})
