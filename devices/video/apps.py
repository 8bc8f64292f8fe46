from __future__ import annotations

from django.apps import AppConfig


class VideoConfig(AppConfig):
    name = "devices.video"
    label = "video"
    verbose_name = "视频与会商"

    def ready(self) -> None:
        from devices.video import kinds, moving, snapshot, watching
        from realtime.clerk.deadlines import on_due

        kinds.declare_all()
        snapshot.register_all()
        on_due(watching.IDLE, watching.idle)
        on_due(moving.HELD, moving.let_go)
