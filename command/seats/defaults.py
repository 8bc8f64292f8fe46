"""How loud, how often, how soon a silent desk is told; rows, so that a bureau may change them."""

from __future__ import annotations

from typing import Any

from realtime.rules.models import rule

_ISA = "ANSI/ISA-18.2 与 EEMUA 191 的建议值,待本市确认"
_OWN = "本系统默认值,请各局按预案修订"
RULES: list[tuple[str, object, str, str]] = [
    ("desk.tone_every_s", {"critical": 2, "urgent": 5, "normal": 15}, "秒", _OWN),
    ("desk.flood_alarms", 10, "起", _ISA),
    ("desk.flood_minutes", 10, "分钟", _ISA),
    ("desk.sound_test_h", 12, "小时", "一个班次;" + _OWN),
    ("desk.report_s", 30, "秒", _OWN),
    ("desk.gone_s", 90, "秒", "连续三次未报;" + _OWN),
    ("desk.gone_keep_s", 1800, "秒", "之后视为已离席;" + _OWN),
]


def load() -> None:
    """No reference rows besides the rules."""


def limits() -> dict[str, Any]:
    """What the desk itself measures by; travels in every snapshot."""
    return {
        "tone_every_s": rule("desk.tone_every_s"),
        "flood": {"alarms": rule("desk.flood_alarms"), "minutes": rule("desk.flood_minutes")},
        "report_s": rule("desk.report_s"),
    }
