"""Inbox: readings that carry a promise. Quarantine: frames that nobody can read."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from devices.terminals.models import Terminal


class Inbox(models.Model):
    """One message that must not be lost, as it came. ``terminal`` is null while the device is not registered."""

    class State(models.TextChoices):
        NEW = "new", "待处理"
        DONE = "done", "已处理"
        STUCK = ("stuck", "处理失败")  # three failures: an alarm was raised; still retried, slowly

    adapter = models.CharField(max_length=20)
    external_id = models.CharField(max_length=128)
    message_key = models.CharField(max_length=128, help_text="message id, or hash of the payload")
    terminal = models.ForeignKey(Terminal, on_delete=models.SET_NULL, null=True, related_name="+")
    topic = models.CharField(max_length=255)
    payload = models.BinaryField(help_text="raw frame, or the msgpack of a reading made on the way")
    made = models.BooleanField(default=False, help_text="payload is a reading made by us, not a frame")
    received_at = models.DateTimeField(help_text="database time, measured by the gateway")
    stored_at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=5, choices=State.choices, default=State.NEW)
    attempts = models.IntegerField(default=0)
    next_at = models.DateTimeField(db_default=Now())
    handled_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=500, blank=True)
    exercise_id = models.IntegerField(null=True, help_text="null = real")

    class Meta:
        verbose_name = verbose_name_plural = "收件箱"
        constraints = [models.UniqueConstraint(fields=["adapter", "external_id", "message_key"], name="one_row_per_message")]
        indexes = [models.Index(fields=["next_at"], condition=~models.Q(state="done"), name="inbox_due")]

    def __str__(self) -> str:
        return f"{self.topic} ({self.get_state_display()})"


class Quarantine(models.Model):
    """Frames that could not be read, one row a topic and reason, with the first bytes of the last one."""

    topic = models.CharField(max_length=255)
    reason = models.CharField(max_length=200)
    first_bytes = models.BinaryField(max_length=256)
    first_at = models.DateTimeField(db_default=Now())
    last_at = models.DateTimeField(db_default=Now(), db_index=True)
    count = models.BigIntegerField(default=1)

    class Meta:
        verbose_name = verbose_name_plural = "隔离区"
        constraints = [models.UniqueConstraint(fields=["topic", "reason"], name="one_row_per_topic_and_reason")]

    def __str__(self) -> str:
        return f"{self.topic}: {self.reason}"
