from __future__ import annotations

from django.apps import AppConfig


class RoomsConfig(AppConfig):
    name = "realtime.rooms"
    label = "rooms"
    verbose_name = "会商信令"
