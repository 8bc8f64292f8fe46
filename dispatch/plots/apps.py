from __future__ import annotations

from django.apps import AppConfig


class PlotsConfig(AppConfig):
    name = "dispatch.plots"
    label = "plots"
    verbose_name = "态势标绘"
