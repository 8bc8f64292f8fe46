from __future__ import annotations

from django.apps import AppConfig


class GeofencesConfig(AppConfig):
    name = "dispatch.geofences"
    label = "geofences"
    verbose_name = "电子围栏"
