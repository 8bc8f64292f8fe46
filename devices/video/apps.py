from __future__ import annotations

from django.apps import AppConfig


class VideoConfig(AppConfig):
    name = "devices.video"
    label = "video"
    verbose_name = "视频与会商"

    def ready(self) -> None:
        from devices.video import kinds, snapshot

        kinds.declare_all()
        snapshot.register_all()
