"""Rows every installation starts with; the bureau's own rows are never overwritten."""

from __future__ import annotations

DEFAULT = "本系统默认值,请各局按社会应急力量管理办法修订"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("volunteers.open", True, "", "是否开放网上登记;" + DEFAULT),
    ("volunteers.per_hour", {"address": 5, "city": 60}, "份", "网上登记每小时的上限:同一网络地址、全市;" + DEFAULT),
    ("volunteers.review_days", 365, "天", "年度审核周期;" + DEFAULT),
    ("volunteers.grace_days", 30, "天", "年审到期后仍未审核,多久自动暂停;" + DEFAULT),
    ("volunteers.vet_days", 10, "天", "登记后多久应完成材料审核;" + DEFAULT),
    ("volunteers.keep_days", 30, "天", "未通过或退出后,多久删去个人信息;" + DEFAULT),
    ("volunteers.min_people", 8, "人", "可登记的最少人数;" + DEFAULT),
    ("volunteers.min_callable", 1, "人", "同意随时被调用的骨干最少人数,负责人在内;" + DEFAULT),
]


def load() -> None:
    """Rules only."""
