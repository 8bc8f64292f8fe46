from __future__ import annotations

from django.apps import AppConfig


class MappingConfig(AppConfig):
    name = "devices.mapping"
    label = "mapping"
    verbose_name = "按映射表接入"
