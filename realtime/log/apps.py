from __future__ import annotations

from django.apps import AppConfig


class LogConfig(AppConfig):
    name = "realtime.log"
    label = "log"
    verbose_name = "事件日志"
