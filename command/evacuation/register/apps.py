from __future__ import annotations

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "command.evacuation.register"
    label = "vulnerable"
    verbose_name = "特殊群体登记册"
