from __future__ import annotations

from django.apps import AppConfig


class TracksConfig(AppConfig):
    name = "devices.tracks"
    label = "tracks"
    verbose_name = "轨迹"
