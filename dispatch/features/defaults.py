"""Rows every installation starts with; the bureau's own rows are never overwritten."""

from __future__ import annotations

DEFAULT = "本系统默认值,请各局按预案修订"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("features.import_rows", 20_000, "行", "一个地市一类对象通常不足一万;" + DEFAULT),
    ("features.import_mb", 20, "MB", "两万行清单约 5 MB,带面状边界的图层更大;" + DEFAULT),
    ("features.export_rows", 100_000, "条", "全市各图层合计;" + DEFAULT),
    ("layers.past_days", 90, "天", "回放中图层对象保留多久以前的样子;" + DEFAULT),
    ("layers.cluster_zoom", 11.5, "级", "地图放大到此级别以上逐个显示图层对象,以下按格聚合;" + DEFAULT),
    ("layers.most_objects", 1500, "个", "一屏逐个显示的最多对象数,超过仍按格聚合;" + DEFAULT),
    (
        "layers.shown",
        ["hotspot", "fire_perimeter", "affected_area", "cordon", "command_post", "depot", "shelter", "hospital", "reservoir", "typhoon_track", "warning_area", "hazard", "chem_enterprise"],
        "图层", "没有自己选过图层的席位和大屏显示哪些;" + DEFAULT,
    ),
]  # fmt: skip


def load() -> None:
    """Reference rows of this app besides its rules."""
