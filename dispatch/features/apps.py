from __future__ import annotations

from django.apps import AppConfig


class FeaturesConfig(AppConfig):
    name = "dispatch.features"
    label = "features"
    verbose_name = "地图要素"
