from __future__ import annotations

from django.apps import AppConfig


class RecommendConfig(AppConfig):
    name = "dispatch.recommend"
    label = "recommend"
    verbose_name = "力量推荐"
