"""An item of 舆情: one story with everywhere it was told, judged, answered and closed. Its sources and rules are beside it."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from command.opinion.rows import MentionRow, OpinionRow, OpinionStepRow
from dispatch.incidents.models import Incident
from realtime.clock import iso

FOUND, JUDGED, HANDLING, FED_BACK, CLOSED, DISMISSED = "found", "judged", "handling", "fed_back", "closed", "dismissed"
STATES = [(FOUND, "发现"), (JUDGED, "已研判"), (HANDLING, "处置中"), (FED_BACK, "已反馈"), (CLOSED, "已办结"), (DISMISSED, "不予处置")]
MOVES: dict[str, frozenset[str]] = {
    FOUND: frozenset({JUDGED, DISMISSED}),
    JUDGED: frozenset({JUDGED, HANDLING, FED_BACK, DISMISSED}),
    HANDLING: frozenset({HANDLING, FED_BACK}),
    FED_BACK: frozenset({HANDLING, CLOSED}),  # not good enough: it goes on
    CLOSED: frozenset({HANDLING}),  # it flamed up again
    DISMISSED: frozenset({FOUND}),
}
OVER = (CLOSED, DISMISSED)
VERDICTS = [("true", "属实"), ("partly", "部分属实"), ("untrue", "不实"), ("unverified", "待核实")]


class ItemQuerySet(models.QuerySet["Item"]):
    def going(self) -> ItemQuerySet:
        return self.exclude(state__in=OVER)

    def linked_to(self, incident: int) -> ItemQuerySet:
        return self.filter(incident_id=incident)


class Item(models.Model):
    number = models.CharField("编号", max_length=20, unique=True)
    area = models.CharField("区划", max_length=12, db_index=True)
    place = models.CharField("地点", max_length=60, blank=True)
    title = models.CharField("标题", max_length=120)
    text = models.TextField("内容", help_text="of the first that told it, telephone numbers masked")
    hazard = models.CharField("事件类型", max_length=8, blank=True)
    words = models.JSONField("命中词", default=list)
    watch = models.BigIntegerField(null=True, help_text="the heaviest rule that fits")
    weight = models.PositiveSmallIntegerField(default=0, help_text="of its rule and its first source together")
    sentiment = models.SmallIntegerField("情绪", default=0)
    score = models.PositiveSmallIntegerField("热度", default=0)
    mentions = models.PositiveIntegerField("传播条数", default=0)
    reach = models.PositiveBigIntegerField("阅读量", default=0)
    first_seen_at = models.DateTimeField("首次出现", help_text="as its source dates it, else when it reached us")
    last_seen_at = models.DateTimeField("最近出现")
    state = models.CharField("状态", max_length=10, choices=STATES, default=FOUND)
    verdict = models.CharField("研判结论", max_length=10, choices=VERDICTS, blank=True)
    rumour = models.BooleanField("谣言", default=False)
    counter_text = models.TextField("澄清口径", blank=True)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, null=True, related_name="opinions")
    owner = models.BigIntegerField(null=True)
    owner_name = models.CharField("责任人", max_length=60, blank=True)
    due_at = models.DateTimeField("时限", null=True)
    overdue = models.BooleanField("逾期", default=False)
    over_at = models.DateTimeField(null=True)
    at = models.DateTimeField(db_default=Now())
    archived = models.BooleanField(default=False, help_text="off the board; told by a `left` event")
    exercise_id = models.BigIntegerField(null=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "舆情"
        ordering = ["-id"]
        indexes = [models.Index(fields=["last_seen_at"], condition=Q(archived=False), name="opinion_on_board")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def open(self) -> bool:
        return self.state not in OVER

    @property
    def streams(self) -> list[str]:
        return [f"area:{self.area}", *([f"incident:{self.incident_id}"] if self.incident_id else [])]

    def row(self) -> OpinionRow:
        """What the screens' table `opinions` holds."""
        return cast("OpinionRow", {
            "id": self.pk, "area": self.area, "number": self.number, "incident": self.incident_id, "title": self.title, "place": self.place,
            "hazard": self.hazard, "state": self.state, "verdict": self.verdict or None, "rumour": self.rumour, "score": self.score,
            "sentiment": self.sentiment, "mentions": self.mentions, "reach": self.reach, "first_seen_at": iso(self.first_seen_at),
            "last_seen_at": iso(self.last_seen_at), "owner": self.owner, "owner_name": self.owner_name, "due_at": iso(self.due_at),
            "overdue": self.overdue, "x": self.exercise_id,
        })  # fmt: skip


class Mention(models.Model):
    """One address where it was told. The same address is never counted twice."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="told")
    source = models.ForeignKey("opinion.Source", on_delete=models.SET_NULL, null=True, related_name="mentions")
    url = models.CharField("网址", max_length=500, blank=True)
    digest = models.CharField(max_length=64)
    outlet = models.CharField("媒体、平台", max_length=60, blank=True)
    title = models.CharField(max_length=120)
    reach = models.PositiveBigIntegerField(default=0)
    posted_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(help_text="posted, else received: what first_seen is the earliest of", db_index=True)
    received_at = models.DateTimeField(db_default=Now())
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "舆情出处"
        ordering = ["seen_at", "id"]
        constraints = [models.UniqueConstraint(fields=["digest", "exercise_id"], name="an_address_once", nulls_distinct=False)]

    def row(self) -> MentionRow:
        return cast("MentionRow", {
            "id": self.pk, "url": self.url, "outlet": self.outlet, "source_name": self.source.name if self.source else "", "title": self.title,
            "reach": self.reach, "posted_at": iso(self.posted_at), "received_at": iso(self.received_at),
        })  # fmt: skip


class Step(models.Model):
    """What somebody did with it, in words; never changed."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="steps")
    verb = models.CharField(max_length=12)
    text = models.TextField(blank=True)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "舆情处置记录"
        ordering = ["id"]

    def row(self) -> OpinionStepRow:
        return cast("OpinionStepRow", {"verb": self.verb, "text": self.text, "by_name": self.by_name, "at": iso(self.at)})


from command.opinion import feeds as feeds  # noqa: E402, PLC0414 – Django looks for an app's models here
from command.opinion import watches as watches  # noqa: E402, PLC0414
