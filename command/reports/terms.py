"""Terms of reporting as rows: every source of the domain's table with its minutes. Which set holds is the bureau's choice (rule `reports.scheme`)."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

GRADES = [(0, "任何等级"), (1, "特别重大"), (2, "重大"), (3, "较大"), (4, "一般")]


class ReportTerm(models.Model):
    """One line of one source. Of those that fit, the one for the exact grade and the longest event prefix holds."""

    scheme = models.CharField("依据", max_length=20)
    scheme_name = models.CharField("依据名称", max_length=60)
    grade = models.SmallIntegerField("等级", choices=GRADES, default=0)
    event = models.CharField("事件类型前缀", max_length=8, blank=True)
    phone_min = models.PositiveIntegerField("电话报告(分钟)", null=True, blank=True, help_text="空 = 此依据未规定")
    written_min = models.PositiveIntegerField("书面报告(分钟)", null=True, blank=True)
    follow_min = models.PositiveIntegerField("续报间隔(分钟)", null=True, blank=True)
    follow_at = models.JSONField("每日续报时点", default=list, blank=True, help_text='["08:00", "17:00"]')
    note = models.CharField("说明", max_length=200, blank=True)
    source = models.CharField("出处", max_length=200)
    valid_from = models.DateTimeField("生效", db_default=Now())

    class Meta:
        app_label = "reports"
        verbose_name = verbose_name_plural = "报告时限"
        ordering = ["scheme", "grade", "event"]
        constraints = [models.UniqueConstraint(fields=["scheme", "grade", "event", "valid_from"], name="one_report_term_at_a_time")]

    def __str__(self) -> str:
        return f"{self.scheme_name} {self.get_grade_display()}{self.event}"
