from __future__ import annotations

from django.apps import AppConfig


class GatewaysConfig(AppConfig):
    name = "dispatch.gateways"
    label = "gateways"
    verbose_name = "网关"
