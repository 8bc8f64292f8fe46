"""What was seen at a target, never changed: a correction is a row of its own that names the one it replaces."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Sum
from django.db.models.functions import Now

from command.hazards.models import Hazard, Sector
from command.inspections.models import CheckItem, Target
from realtime.files.models import File

YES, NO, NOT_APPLICABLE, MEASURED = "yes", "no", "na", "measured"
VALUES = [(YES, "符合"), (NO, "不符合"), (NOT_APPLICABLE, "不适用"), (MEASURED, "数值")]


class VisitQuerySet(models.QuerySet["Visit"]):
    def real(self) -> VisitQuerySet:
        return self.filter(target__inspection__exercise_id=None)

    def within(self, prefix: str) -> VisitQuerySet:
        return self.filter(target__area__startswith=prefix)

    def between(self, since: datetime, until: datetime) -> VisitQuerySet:
        """By when somebody stood there, not by when the phone had a network. `until` itself is left out."""
        return self.filter(at__gte=since, at__lt=until)


class Visit(models.Model):
    """家次. `client_key`: the phone's own, so that sent twice it is one."""

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="visits")
    client_key = models.CharField(max_length=48, unique=True)
    at = models.DateTimeField("检查时间")
    received_at = models.DateTimeField(db_default=Now())
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    metres = models.PositiveIntegerField("距对象(米)", null=True)
    note = models.CharField("说明", max_length=500, blank=True)
    by = models.CharField(max_length=80)
    by_name = models.CharField("检查人", max_length=60)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "检查记录"
        ordering = ["at", "id"]


class AnswerQuerySet(models.QuerySet["Answer"]):
    def current(self) -> AnswerQuerySet:
        return self.filter(replaced_by=None)


class Answer(models.Model):
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="answers")
    item = models.ForeignKey(CheckItem, on_delete=models.PROTECT, related_name="+")
    value = models.CharField(max_length=8, choices=VALUES)
    number = models.FloatField(null=True)
    note = models.CharField(max_length=300, blank=True)
    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, null=True, related_name="+")
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    why = models.CharField("更正原因", max_length=200, blank=True)
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField(db_default=Now())

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["item__order", "id"]


class Photo(models.Model):
    """It comes by its own road, before or after the words of its visit: the visit's key holds them together."""

    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="photos")
    client_key = models.CharField(max_length=48, db_index=True, help_text="of the visit")
    item = models.ForeignKey(CheckItem, on_delete=models.PROTECT, null=True, related_name="+")
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]


class PenaltyQuerySet(models.QuerySet["Penalty"]):
    def current(self) -> PenaltyQuerySet:
        """Without what was corrected, without what an exercise played."""
        return self.filter(replaced_by=None, exercise_id=None)

    def within(self, prefix: str) -> PenaltyQuerySet:
        return self.filter(area__startswith=prefix)

    def amount(self) -> int:
        """元."""
        return int(self.aggregate(all=Sum("amount_yuan"))["all"] or 0)


class Penalty(models.Model):
    """行政处罚. A wrong entry is replaced by another one, which says why."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, related_name="penalties")
    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, null=True, related_name="+")
    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, related_name="+")
    area = models.CharField("区划", max_length=12, db_index=True)
    subject = models.CharField("被处罚单位", max_length=120)
    amount_yuan = models.PositiveBigIntegerField("金额(元)")
    ground = models.CharField("处罚依据", max_length=200)
    decision = models.CharField("决定书文号", max_length=60)
    decided_on = models.DateField("决定日期")
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    why = models.CharField("更正原因", max_length=200, blank=True)
    by = models.CharField(max_length=80)
    by_name = models.CharField("登记人", max_length=60)
    at = models.DateTimeField(db_default=Now())
    exercise_id = models.BigIntegerField(null=True)

    objects = PenaltyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "行政处罚"
        ordering = ["-decided_on", "-id"]
