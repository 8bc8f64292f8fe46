"""The states of a hazard and who may go where. Pure."""

from __future__ import annotations

FOUND, RANKED, ASSIGNED, FIXING, FIXED, VERIFIED, CLOSED, RELAPSED, REJECTED = (
    "found", "ranked", "assigned", "fixing", "fixed", "verified", "closed", "relapsed", "rejected",
)  # fmt: skip
STATES = [
    (FOUND, "已登记"), (RANKED, "已排序"), (ASSIGNED, "已交办"), (FIXING, "整改中"), (FIXED, "已整改"), (VERIFIED, "已复查"), (CLOSED, "已销号"),
    (RELAPSED, "复发"), (REJECTED, "不属隐患"),
]  # fmt: skip
MOVES: dict[str, frozenset[str]] = {
    FOUND: frozenset({RANKED, REJECTED}),
    RANKED: frozenset({RANKED, ASSIGNED, REJECTED}),
    ASSIGNED: frozenset({ASSIGNED, FIXING, FIXED}),
    FIXING: frozenset({ASSIGNED, FIXED}),
    FIXED: frozenset({VERIFIED, FIXING}),  # looked at again: right, or back to work
    VERIFIED: frozenset({CLOSED, FIXING}),
    CLOSED: frozenset({RELAPSED}),
    RELAPSED: frozenset(),  # what came back is a hazard of its own
    REJECTED: frozenset(),
}
OVER = (CLOSED, RELAPSED, REJECTED)
WORKED_ON = (ASSIGNED, FIXING)  # its term runs
# As the map's layer says it
ON_MAP = {FOUND: "待整改", RANKED: "待整改", ASSIGNED: "待整改", FIXING: "整改中", FIXED: "已整改", VERIFIED: "已整改"}
