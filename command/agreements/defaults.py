"""Terms of agreements; the bureau's own rows are never overwritten."""

from __future__ import annotations

DEFAULT = "本系统默认值,请各局按预案修订"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("agreements.warn_days", 60, "天", "互助协议到期前开始提示续签;" + DEFAULT),
]


def load() -> None:
    """Rules only."""
