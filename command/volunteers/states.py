"""application → **states**: from the public page to a team that can be called. No Django."""

from __future__ import annotations

SUBMITTED, VETTED, APPROVED, SUSPENDED, REFUSED, LEFT = "submitted", "vetted", "approved", "suspended", "refused", "left"
STATES = [
    (SUBMITTED, "待材料审核"),
    (VETTED, "待面谈试训"),
    (APPROVED, "已入库可调用"),
    (SUSPENDED, "暂停"),
    (REFUSED, "未通过"),
    (LEFT, "已退出"),
]
MOVES: dict[str, frozenset[str]] = {
    SUBMITTED: frozenset({VETTED, REFUSED, LEFT}),
    VETTED: frozenset({APPROVED, REFUSED, LEFT}),
    APPROVED: frozenset({SUSPENDED, LEFT}),
    SUSPENDED: frozenset({APPROVED, LEFT}),
    REFUSED: frozenset(),
    LEFT: frozenset(),
}
CALLABLE = (APPROVED,)
OVER = (REFUSED, LEFT)
# What an applicant reads on the public page; no name of anybody who reviews
PUBLIC = {
    SUBMITTED: "已收到,正在审核材料", VETTED: "材料审核通过,请等候面谈和试训通知", APPROVED: "已通过,纳入本市应急力量", SUSPENDED: "已暂停调用,请联系应急管理部门",
    REFUSED: "未通过", LEFT: "已退出",
}  # fmt: skip
