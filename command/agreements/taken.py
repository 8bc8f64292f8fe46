"""Who takes a paper away and when: in the foot of every page, and across it where the rule wants a watermark."""

from __future__ import annotations

from django.utils.timezone import localtime

from realtime import clock
from realtime.rules.models import rule


def exported(by: str) -> str:
    return f"{by} {localtime(clock.now()):%Y-%m-%d %H:%M} 导出"


def mark_of(by: str, area: str) -> str:
    return f"{by} {localtime(clock.now()):%Y-%m-%d %H:%M}" if rule("export.watermark", area) else ""
