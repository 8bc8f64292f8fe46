"""The words and moves of conferences, their legs, roll calls and decisions. No Django, so that everybody may read them."""

from __future__ import annotations

OPEN, ENDED = "open", "ended"

INVITED, RINGING, JOINED, LEFT, FAILED, DECLINED = "invited", "ringing", "joined", "left", "failed", "declined"
LEG_STATES = [
    (INVITED, "已邀请"),
    (RINGING, "振铃"),
    (JOINED, "在会"),
    (LEFT, "已离会"),
    (FAILED, "未接通"),
    (DECLINED, "不参加"),
]
# Who left, was not reached or declined may still come in: a conference is a room, not a telephone call.
MOVES: dict[str, set[str]] = {
    INVITED: {RINGING, JOINED, FAILED, DECLINED},
    RINGING: {JOINED, FAILED, DECLINED},
    JOINED: {LEFT, INVITED},  # invited anew when the host moves to another provider
    LEFT: {INVITED, JOINED},
    FAILED: {INVITED, JOINED},
    DECLINED: {INVITED, JOINED},
}
# How far a leg came; a receipt that arrives late never takes it back.
RANK = {INVITED: 0, RINGING: 1, FAILED: 2, DECLINED: 2, LEFT: 2, JOINED: 3}
WAITING = (INVITED, RINGING)

# Why a leg is where it is, as a code for screens; empty = nothing to say.
WHYS = ("", "vanished", "ended", "removed", "no_address", "answered", "switched", "entered", "late", "no_answer")

ASKED, ANSWERED, LATE, NO_ANSWER, OFFLINE, SUBSTITUTE = "asked", "answered", "late", "no_answer", "offline", "substitute"
PENDING = "pending"
ROLL_RESULTS = [
    (PENDING, "未点到"),
    (ASKED, "点名中"),
    (ANSWERED, "应到"),
    (LATE, "迟到应答"),
    (NO_ANSWER, "无应答"),
    (OFFLINE, "不在线"),
    (SUBSTITUTE, "他人代答"),
]
PRESENT = (ANSWERED, LATE, SUBSTITUTE)
OVER = (ANSWERED, LATE, NO_ANSWER, OFFLINE, SUBSTITUTE)

ORDERED, TOLD, ACKED, DONE = "ordered", "told", "acked", "done"
DECISION_STATES = [(ORDERED, "已下调度令"), (TOLD, "已交办"), (ACKED, "已领受"), (DONE, "已办结")]


def moves_to(before: str, after: str) -> bool:
    return after in MOVES[before]
