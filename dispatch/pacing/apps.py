from __future__ import annotations

from django.apps import AppConfig


class PacingConfig(AppConfig):
    name = "dispatch.pacing"
    label = "pacing"
    verbose_name = "通道限速与状态"

    def ready(self) -> None:
        from dispatch.pacing import kinds
        from dispatch.pacing.snapshot import channels
        from realtime.snapshots import register

        kinds.declare_all()
        register("area", "channels", channels)
