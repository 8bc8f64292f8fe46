"""`manage.py gateway`: devices in, pictures and promises out."""

from __future__ import annotations

import socket
from typing import Any

import uvloop
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection

from devices.gateway import Gateway
from realtime.database import conninfo
from realtime.health.beat import Beating, start_beat
from realtime.roles import become_application


class Command(BaseCommand):
    help = "设备网关:接收 MQTT 遥测与求救,发布位置画面,下发指令"
    requires_system_checks: Any = []  # a second process list entry need not check the URLs of the first

    def handle(self, *args: Any, **options: Any) -> None:
        become_application()
        beat = start_beat("gateway")  # a standby beats too: it is alive and ready
        uvloop.run(serve(settings.MQTT_URL, beat))


async def serve(url: str, beat: Beating) -> None:
    # One session per installation: two of them on one broker must not take each other's place
    name = f"gateway-{socket.gethostname()}-{connection.settings_dict['NAME']}"
    gateway = Gateway(url, conninfo, client_id=name, host=settings.DOOR_HOST, doors=settings.DOORS)
    beat.says = lambda: (
        {"doors": gateway.doors.says(), "frames": gateway.line.frames} | ({"broker": gateway.rights.says()} if gateway.rights else {})
    )
    await gateway.run()
