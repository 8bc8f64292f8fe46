from __future__ import annotations

from django.apps import AppConfig


class IdempotencyConfig(AppConfig):
    name = "realtime.idempotency"
    label = "idempotency"
    verbose_name = "幂等"
