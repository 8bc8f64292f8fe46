"""Web push: where a signed-in browser wants to be woken, and what waits to be pushed there."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class PushSubscription(models.Model):
    """One browser of one account. A subscription the push service has forgotten (404, 410) is deleted."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="push_subscriptions")
    device = models.CharField("设备", max_length=80, blank=True)
    endpoint = models.URLField(max_length=600, unique=True)
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=60)
    made_at = models.DateTimeField(db_default=Now())
    pushed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "网页推送订阅"

    def __str__(self) -> str:
        return f"{self.user} {self.device}"


class Push(models.Model):
    """One waking of one browser, queued in the action's transaction. Its content says only that something rings: the page reads the rest."""

    subscription = models.ForeignKey(PushSubscription, on_delete=models.CASCADE, related_name="pushes")
    kind = models.CharField(max_length=20)
    call = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True, help_text="of whom it is about; the drill's list is asked with it")
    exercise_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(db_default=Now())
    handing_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "待推送"
