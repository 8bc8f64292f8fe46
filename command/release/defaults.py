"""Rules of release; the bureau's own rows are never overwritten."""

from __future__ import annotations

DEFAULT = "本系统默认值,请各局按预案修订"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("release.outlet", "named", "方式", "named 仅“四个一”信息出口写明的人或岗位可签发,role 凡有签发权的岗位可签发;统一口径上报发布"),
    ("release.outlet_roles", ["spokesperson", "duty_leader"], "岗位", "不属于某一事件的澄清辟谣,由这些岗位签发;" + DEFAULT),
    ("release.series", "灾情通报", "文号", "发布编号,全市一套;" + DEFAULT),
    ("release.office", "", "单位", "公众页上的发布单位;空 = 区划名称加“应急管理局”;" + DEFAULT),
    ("release.board_days", 7, "天", "发布多久后离开值守台(公众页不受影响);" + DEFAULT),
    ("release.public_days", 365, "天", "公众页首页列出多久以内的发布;" + DEFAULT),
]


def load() -> None:
    """Rules only."""
