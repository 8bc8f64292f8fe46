"""Rules of planning and scoring; the bureau's own rows are never overwritten."""

from __future__ import annotations

DEFAULT = "本系统默认值,请各局按演练评估办法修订"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("drill.late_worth", 0.5, "", "超时完成得一半分;" + DEFAULT),
    ("drill.grades", {"优秀": 90, "良好": 80, "合格": 60}, "分", "百分制分档,以上含本数;" + DEFAULT),
    ("drill.finding_days", 15, "天", "演练发现问题的整改期限;" + DEFAULT),
    ("drill.invite_days", 7, "天", "开始前多少天在参演人员待办中提示;" + DEFAULT),
]


def load() -> None:
    """Rules only."""
