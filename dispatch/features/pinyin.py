"""What somebody types for a name without an input method: its pinyin initials and its full pinyin. No Django."""

from __future__ import annotations

LONGEST = 240  # the column; a name of 120 characters rarely needs its tail to be found


def initials(name: str) -> str:
    """良口镇中心小学 → 'lkzzxxx liangkouzhenzhongxinxiaoxue'; Latin letters and digits stay as they are."""
    from pypinyin import Style, lazy_pinyin  # its dictionary is a quarter of a second that most processes never need

    text = name.strip().lower()
    short = "".join(lazy_pinyin(text, style=Style.FIRST_LETTER))
    full = "".join(lazy_pinyin(text))
    return f"{''.join(short.split())} {''.join(full.split())}"[:LONGEST]
