"""How far a task got, and what may follow. No Django."""

from __future__ import annotations

ISSUED, DELIVERED, READ, ACCEPTED, IN_PROGRESS = "issued", "delivered", "read", "accepted", "in_progress"
FED_BACK, VERIFIED, CLOSED, REJECTED = "fed_back", "verified", "closed", "rejected"
STATES = [
    (ISSUED, "已下达"), (DELIVERED, "已送达"), (READ, "已阅"), (ACCEPTED, "已接受"), (IN_PROGRESS, "办理中"), (FED_BACK, "已反馈"),
    (VERIFIED, "已核实"), (CLOSED, "已办结"), (REJECTED, "已退回"),
]  # fmt: skip
# Forward only; a feedback that does not hold goes back to work, a rejected one is given to somebody else and begins again.
MOVES: dict[str, frozenset[str]] = {
    ISSUED: frozenset({DELIVERED, READ, ACCEPTED, IN_PROGRESS, FED_BACK, REJECTED, CLOSED}),
    DELIVERED: frozenset({READ, ACCEPTED, IN_PROGRESS, FED_BACK, REJECTED, CLOSED}),
    READ: frozenset({ACCEPTED, IN_PROGRESS, FED_BACK, REJECTED, CLOSED}),
    ACCEPTED: frozenset({IN_PROGRESS, FED_BACK, REJECTED, CLOSED}),
    IN_PROGRESS: frozenset({FED_BACK, REJECTED, CLOSED}),
    FED_BACK: frozenset({IN_PROGRESS, VERIFIED, CLOSED}),
    VERIFIED: frozenset({CLOSED}),
    CLOSED: frozenset(),
    REJECTED: frozenset({ISSUED, CLOSED}),
}
OPEN = (ISSUED, DELIVERED, READ, ACCEPTED, IN_PROGRESS, FED_BACK, VERIFIED, REJECTED)
WAITING = (ISSUED, DELIVERED, READ)  # nobody has said yes yet
TODO = (*WAITING, ACCEPTED, IN_PROGRESS, REJECTED)  # the clock runs
DONE, SURPLUS, ENDED, WITHDRAWN = "done", "surplus", "ended", "withdrawn"
ENDS = [(DONE, "完成"), (SURPLUS, "降级后不再需要"), (ENDED, "响应终止"), (WITHDRAWN, "撤回")]


def may_follow(state: str, after: str) -> bool:
    return after in MOVES[state]
