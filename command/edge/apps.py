from __future__ import annotations

from django.apps import AppConfig


class EdgeConfig(AppConfig):
    name = "command.edge"
    label = "edge"
    verbose_name = "前置节点"
