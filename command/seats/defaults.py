"""How often a desk reports its sound, how soon a silent one is told; rows, so that a bureau may change them."""

from __future__ import annotations

from typing import Any

from realtime.rules.models import rule

_OWN = "本系统默认值,请各局按预案修订"
RULES: list[tuple[str, object, str, str]] = [
    ("desk.sound_test_h", 12, "小时", "一个班次;" + _OWN),
    ("desk.report_s", 30, "秒", _OWN),
    ("desk.gone_s", 90, "秒", "连续三次未报;" + _OWN),
    ("desk.watermark", True, "", "值守台显示姓名、时间水印,拍屏可追溯;" + _OWN),
    ("export.watermark", True, "", "导出的公文带姓名、时间水印;" + _OWN),
    ("desk.gone_keep_s", 1800, "秒", "之后视为已离席;" + _OWN),
]


def load() -> None:
    """No reference rows besides the rules."""


def limits() -> dict[str, Any]:
    """What the desk itself measures by; travels in every snapshot."""
    return {"report_s": rule("desk.report_s"), "watermark": rule("desk.watermark")}
