"""上行 text → **saying** → what it means: an acknowledgement with or without the action stated, or something a human must read. No Django."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

# 回复1、1、收到、已收到…, then what they do. "收不到", "没收到", "10" and "1号坝决口" are none of these.
YES = re.compile(r"^(?:回复)?(?:1(?=$|[\s,.;:!、,。;:!])|(?:好的?[,,\s]*)?(?:已经?)?(?:收到|知悉|知道了|明白))(?P<rest>.*)$", re.DOTALL)
EDGE = " \t\r\n,.;:!、,。;:!~。"


class Said(NamedTuple):
    yes: bool
    action: str  # what they say they do; empty when nothing was stated
    text: str


def read(text: str) -> Said:
    plain = unicodedata.normalize("NFKC", text).strip().strip("\"'“”‘’").strip()
    found = YES.match(plain)
    if found is None:
        return Said(False, "", plain)
    rest = found["rest"].strip(EDGE)
    if rest.startswith(("不", "没", "吗", "?")) or "没收到" in plain:
        return Said(False, "", plain)
    rest = re.sub(r"^(?:收到|知悉|了)[,,。\s]*", "", rest).strip(EDGE)
    return Said(True, rest, plain)
