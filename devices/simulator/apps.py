from __future__ import annotations

from django.apps import AppConfig


class SimulatorConfig(AppConfig):
    name = "devices.simulator"
    label = "simulator"
    verbose_name = "模拟器"
