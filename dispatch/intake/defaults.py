"""Rows every installation starts with; the bureau's own rows are never overwritten."""

from __future__ import annotations

RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("intake.receipt_give_up_h", 24, "小时", "回执推送连续失败超过此时长,转为系统告警由人联系;本系统默认值,请各局按预案修订"),
]


def load() -> None:
    """Agencies are entered by the bureau: `manage.py add_agency`."""
