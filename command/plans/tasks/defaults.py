"""Rows every installation starts with; the bureau's own rows are never overwritten."""

from __future__ import annotations

DEFAULT = "本系统默认值,请各局按预案修订"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    (
        "tasks.clock",
        [{"at": 0.5, "to": "owner"}, {"at": 1.0, "to": "lead"}, {"at": 1.5, "to": "chief"}],
        "时限的倍数",
        "过半提醒承办人,到时告组长并标逾期,超时过半报值班长;" + DEFAULT,
    ),
    ("tasks.urge_gap_min", 5, "分钟", "同一任务两次催办的最短间隔;" + DEFAULT),
]


def load() -> None:
    """Rules only."""
