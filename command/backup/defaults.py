"""When the night's backup is made and how long backups stay in their folder."""

from __future__ import annotations

RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("backup.hour", 2, "时", "夜间最闲时;本系统默认值,请各局按备份制度修订"),
    ("backup.keep_d", 30, "天", "本机备份目录的保留期,异地副本另按制度;日志留存六个月在数据库内,不靠备份;本系统默认值"),
]


def load() -> None:
    """Rules only."""
