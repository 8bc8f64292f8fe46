"""`manage.py door_token`: what a server that reports for many devices has to show at the HTTP door."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "显示 HTTP 接入口的平台令牌(Traccar、wvp、各单位网关使用)"
    requires_system_checks: Any = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(settings.DOOR_HTTP_TOKEN)
