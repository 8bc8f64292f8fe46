"""The life of a warning: which state leads where. No Django."""

from __future__ import annotations

from command.alerts.meaning import at_least

DRAFT, REVIEWED, SIGNED, PUBLISHED = "draft", "reviewed", "signed", "published"
UPDATED, CANCELLED, EXPIRED, DROPPED = "updated", "cancelled", "expired", "dropped"
STATES = [
    (DRAFT, "制作中"), (REVIEWED, "已审核"), (SIGNED, "已签发"), (PUBLISHED, "已发布"), (UPDATED, "已更新"), (CANCELLED, "已解除"),
    (EXPIRED, "已失效"), (DROPPED, "已撤稿"),
]  # fmt: skip
# A message that is out is never changed: an update or a cancellation is a message of its own that ends it.
MOVES: dict[str, frozenset[str]] = {
    DRAFT: frozenset({REVIEWED, SIGNED, DROPPED}),
    REVIEWED: frozenset({DRAFT, SIGNED, DROPPED}),
    SIGNED: frozenset({DRAFT, PUBLISHED, DROPPED}),
    PUBLISHED: frozenset({UPDATED, CANCELLED, EXPIRED}),
    UPDATED: frozenset(),
    CANCELLED: frozenset(),
    EXPIRED: frozenset(),
    DROPPED: frozenset(),
}
ORDINARY, EMERGENCY, GREEN = "ordinary", "emergency", "green"
PATHS = [(ORDINARY, "普通流程"), (EMERGENCY, "紧急流程"), (GREEN, "绿色通道")]
ALERT, UPDATE, CANCEL = "alert", "update", "cancel"
KINDS = [(ALERT, "发布"), (UPDATE, "更新"), (CANCEL, "解除")]


def may_move(state: str, to: str) -> bool:
    return to in MOVES[state]


def may_sign(state: str, path: str) -> bool:
    """Only the ordinary path must be reviewed first."""
    return state == REVIEWED or (state == DRAFT and path != ORDINARY)


def path_allowed(path: str, colour: str, green_from: str) -> bool:
    """The green channel is for the heavy colours."""
    return path != GREEN or at_least(colour, green_from)
