from __future__ import annotations

from django.apps import AppConfig


class RadioLinksConfig(AppConfig):
    name = "dispatch.radiolinks"
    label = "radiolinks"
    verbose_name = "电台链路"
