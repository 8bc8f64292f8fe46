from __future__ import annotations

from django.apps import AppConfig


class FeedsConfig(AppConfig):
    name = "devices.feeds"
    label = "feeds"
    verbose_name = "外部数据"
