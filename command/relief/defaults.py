"""Terms of relief; the bureau's own rows are never overwritten."""

from __future__ import annotations

_OWN = "本系统默认值,请各局按预案修订"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("relief.most_yuan", 100_000, "元", "一户一次超过此数的不收,须分级审批;" + _OWN),
    (
        "relief.winter_months", [10, 11, 12, 1, 2, 3, 4, 5], "月",
        "冬春救助:当年冬季至次年春季(自然灾害救助条例第二十一条)调查、评估、发放的月份;" + _OWN,
    ),
]  # fmt: skip


def load() -> None:
    """Rules only."""
