"""Values → **records** → warnings: from which value a warning is proposed, what was proposed, which quake asked for a check, how a way out went."""

from __future__ import annotations

from typing import cast

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Now

from command.alerts.models import COLOUR_CHOICES, Alert, Scheme
from command.alerts.rows import AlertProposalRow, AlertQuakeRow, AlertTriggerRow
from realtime.clock import iso

WAITING, DRAFTED, DISMISSED, OVER = "waiting", "drafted", "dismissed", "over"
MOST_EVIDENCE = 20  # gauges named in one proposal; a city under rain has hundreds


class Trigger(models.Model):
    """From which measured or expected value a warning is proposed. The finest area that has rows for a quantity wins."""

    ABOVE, BELOW = "above", "below"
    MEASURED, FORECAST = "measured", "forecast"

    quantity = models.CharField(
        "量", max_length=40, help_text="as sensors and feeds name it, e.g. rain_1h, water_level, over_warn_m, fire_danger, gas_lel"
    )
    name = models.CharField("名称", max_length=40)
    basis = models.CharField("依据", max_length=8, choices=[(MEASURED, "实测"), (FORECAST, "预报")], default=MEASURED)
    side = models.CharField("方向", max_length=5, choices=[(ABOVE, "高于"), (BELOW, "低于")], default=ABOVE)
    value = models.FloatField("阈值")
    dead_band = models.FloatField("回差", default=0, validators=[MinValueValidator(0)])
    unit = models.CharField("单位", max_length=20, blank=True)
    area = models.CharField("区划", max_length=12)
    hazard = models.ForeignKey(Scheme, on_delete=models.PROTECT, verbose_name="预警种类")
    colour = models.CharField("颜色", max_length=8, choices=COLOUR_CHOICES)
    source = models.CharField("出处", max_length=200)
    active = models.BooleanField("启用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "预警建议阈值"
        ordering = ["hazard_id", "quantity", "basis", "value"]
        constraints = [
            models.UniqueConstraint(fields=["quantity", "basis", "side", "value", "area", "hazard"], name="one_trigger_each"),
            models.CheckConstraint(condition=models.Q(dead_band__gte=0), name="trigger_dead_band_is_no_less_than_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.name}{self.get_side_display()}{self.value:g} {self.unit}"

    def row(self) -> AlertTriggerRow:
        return cast("AlertTriggerRow", {
            "id": self.pk, "area": self.area, "quantity": self.quantity, "name": self.name, "basis": self.basis, "side": self.side,
            "value": self.value, "dead_band": self.dead_band, "unit": self.unit, "hazard": self.hazard_id, "hazard_name": self.hazard.name,
            "colour": self.colour, "source": self.source, "active": self.active,
        })  # fmt: skip


class Proposal(models.Model):
    """A warning that values ask for; whether there is one, a person decides. One of a hazard in an area at a time: more evidence joins it."""

    STATES = [(WAITING, "待决定"), (DRAFTED, "已起草"), (DISMISSED, "不发布"), (OVER, "数值已回落")]

    area = models.CharField("区划", max_length=12, db_index=True)
    hazard = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="proposals")
    colour = models.CharField("颜色", max_length=8, choices=COLOUR_CHOICES)
    basis = models.CharField(max_length=8, default=Trigger.MEASURED)
    evidence = models.JSONField(
        "依据", default=list, help_text='[{"place", "name", "value", "unit", "limit", "at", "from"}], the newest first'
    )
    state = models.CharField(max_length=10, choices=STATES, default=WAITING)
    at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())
    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, null=True, related_name="+")
    decided_name = models.CharField("决定人", max_length=60, blank=True)
    decided_at = models.DateTimeField(null=True)
    why = models.CharField("理由", max_length=200, blank=True)
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "预警建议"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "hazard", "exercise_id"], condition=models.Q(state=WAITING), name="one_proposal_waits", nulls_distinct=False
            )
        ]

    @property
    def streams(self) -> list[str]:
        return list(dict.fromkeys([f"area:{self.area[:4]}", f"area:{self.area[:6]}"]))

    def row(self) -> AlertProposalRow:
        return cast("AlertProposalRow", {
            "id": self.pk, "area": self.area, "hazard": self.hazard_id, "hazard_name": self.hazard.name, "colour": self.colour,
            "basis": self.basis, "evidence": list(self.evidence), "state": self.state, "at": iso(self.at), "changed_at": iso(self.changed_at),
            "alert": self.alert_id, "decided_name": self.decided_name or None, "decided_at": iso(self.decided_at), "why": self.why,
            "x": self.exercise_id,
        })  # fmt: skip


class Standing(models.Model):
    """Whether something is beyond a trigger now: only the crossing proposes, not every value after it."""

    trigger = models.ForeignKey(Trigger, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=120, help_text="of what measures: terminal:3, feed:rain_gauge:81101")
    over = models.BooleanField(default=False)
    value = models.FloatField()
    at = models.DateTimeField(help_text="of the value; an older one that arrives later decides nothing")
    proposal = models.ForeignKey(Proposal, on_delete=models.SET_NULL, null=True, related_name="standings")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["trigger", "key"], name="one_standing_each")]


class Way(models.Model):
    """What a person says of a way out that no machine of ours drives: television, screens in the street, a website."""

    HANDED, DELIVERED, FAILED = "handed", "delivered", "failed"

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="ways")
    code = models.CharField("渠道", max_length=20)
    state = models.CharField(max_length=10, choices=[(HANDED, "已送交"), (DELIVERED, "已播发"), (FAILED, "未能播发")])
    note = models.CharField("说明", max_length=200, blank=True)
    by_name = models.CharField("登记人", max_length=60)
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "预警发布渠道"
        constraints = [models.UniqueConstraint(fields=["alert", "code"], name="one_word_per_way")]


class Quake(models.Model):
    """An earthquake as the network's centre reports it, each once, and what was begun because of it."""

    code = models.CharField("编号", max_length=64, unique=True)
    name = models.CharField("地点", max_length=120)
    at = models.DateTimeField("发震时刻")
    lon = models.FloatField()
    lat = models.FloatField()
    magnitude = models.FloatField("震级")
    depth_km = models.FloatField("深度", null=True)
    felt = models.JSONField("涉及区划", default=list)
    alarm_id = models.BigIntegerField(null=True)
    roll_calls = models.JSONField(default=list)
    check_id = models.BigIntegerField(null=True)
    told_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "地震速报"
        ordering = ["-at"]

    def row(self) -> AlertQuakeRow:
        return cast("AlertQuakeRow", {
            "id": self.pk, "name": self.name, "at": iso(self.at), "lon": self.lon, "lat": self.lat, "magnitude": self.magnitude,
            "depth_km": self.depth_km, "felt": list(self.felt), "alarm": self.alarm_id, "roll_calls": list(self.roll_calls), "check": self.check_id,
            "told_at": iso(self.told_at),
        })  # fmt: skip
