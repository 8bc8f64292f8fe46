from __future__ import annotations

from django.apps import AppConfig


class SuppliesConfig(AppConfig):
    name = "dispatch.supplies"
    label = "supplies"
    verbose_name = "应急物资"
