from __future__ import annotations

from django.apps import AppConfig


class AreasConfig(AppConfig):
    name = "realtime.areas"
    label = "areas"
    verbose_name = "行政区划"
