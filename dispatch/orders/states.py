"""The words and moves of orders, assignments and reinforcements. No Django, so that everybody may read them."""

from __future__ import annotations

# An order, per recipient and for the unit. States only move up; a lower word said late is kept and changes nothing.
ISSUED, SENT, DELIVERED, READ, EXPIRED, REFUSED, ACCEPTED, CANCELLED = (
    "issued",
    "sent",
    "delivered",
    "read",
    "expired",
    "refused",
    "accepted",
    "cancelled",
)
STATES = [
    (ISSUED, "已下达"),
    (SENT, "已发出"),
    (DELIVERED, "已送达"),
    (READ, "已阅"),
    (EXPIRED, "超时未签收"),
    (REFUSED, "不能执行"),
    (ACCEPTED, "已签收"),
    (CANCELLED, "已撤销"),
]
RANK = {ISSUED: 0, SENT: 1, DELIVERED: 2, READ: 3, EXPIRED: 4, REFUSED: 5, ACCEPTED: 6, CANCELLED: 7}
UNANSWERED = (ISSUED, SENT, DELIVERED, READ, EXPIRED)
WAITING = (ISSUED, SENT, DELIVERED, READ)  # nobody has answered for the unit: the ladder climbs
CANCELLABLE = (*WAITING, EXPIRED, REFUSED)  # an accepted order is ended by a stand-down order

# What a recipient may say. `arrived` is said to an order and moves the assignment's leg.
ARRIVED = "arrived"
ACKS = (DELIVERED, READ, ACCEPTED, REFUSED, ARRIVED)
ANSWERS = (ACCEPTED, REFUSED, ARRIVED)  # only who speaks for the unit
IMPLIED: dict[str, tuple[str, ...]] = {  # who accepts has been reached, whatever got lost on the way
    READ: (DELIVERED,),
    ACCEPTED: (DELIVERED, READ),
    REFUSED: (DELIVERED, READ),
    ARRIVED: (DELIVERED, READ, ACCEPTED),
}
REASONS = {"no_crew", "vehicle", "road", "busy", "other"}  # codes for the board; the words stay in the ack row

# Rank of recipients: who speaks for the unit, in the order in which they are believed
COMMANDER, DEPUTY, MEMBER, TERMINAL, COPY = 0, 1, 2, 3, 9
SPEAKERS = (COMMANDER, DEPUTY, TERMINAL)
VOICE = "voice"  # principal of what was said by radio or telephone and entered at the desk

# An assignment: one unit, one incident
PLANNED, OPEN, RELEASED = "planned", "open", "released"
ASSIGNED, LEG_ACCEPTED, EN_ROUTE, ON_SCENE, WORKING, LEAVING, BACK = (
    "assigned",
    "accepted",
    "en_route",
    "arrived",
    "working",
    "leaving",
    "back",
)
LEGS = [
    (ASSIGNED, "已下达"),
    (LEG_ACCEPTED, "已签收"),
    (EN_ROUTE, "出动"),
    (ON_SCENE, "到场"),
    (WORKING, "作业"),
    (LEAVING, "撤离"),
    (BACK, "归建"),
]
# Forward, also over a leg nobody reported; back only to work, when a team on its way home is turned round.
LEG_MOVES: dict[str, frozenset[str]] = {
    ASSIGNED: frozenset({LEG_ACCEPTED, EN_ROUTE, ON_SCENE, WORKING}),
    LEG_ACCEPTED: frozenset({EN_ROUTE, ON_SCENE, WORKING, LEAVING, BACK}),
    EN_ROUTE: frozenset({ON_SCENE, WORKING, LEAVING, BACK}),
    ON_SCENE: frozenset({WORKING, LEAVING, BACK}),
    WORKING: frozenset({LEAVING, BACK}),
    LEAVING: frozenset({WORKING, BACK}),
    BACK: frozenset(),
}
HOMEWARD = (LEAVING, BACK)  # also said after the release: the way home belongs to the record

# The five crossings (五跨)
CROSSINGS = [("area", "跨区域"), ("industry", "跨行业"), ("level", "跨层级"), ("department", "跨部门"), ("hazard", "跨灾种")]
POST, WRITTEN, VERBAL, CONSENT = "post", "written", "verbal", "consent"
HOWS = [(POST, "本岗职权"), (WRITTEN, "书面批准"), (VERBAL, "口头批准"), (CONSENT, "出借方同意")]

# Reinforcement from another district
REQUESTED, APPROVED, CONSENTED, ORDERED, RETURNED = "requested", "approved", "consented", "ordered", "returned"
REINFORCEMENT = [
    (REQUESTED, "已申请"),
    (APPROVED, "已批准"),
    (CONSENTED, "已同意出借"),
    (ORDERED, "已下令"),
    (REFUSED, "未同意"),
    (RETURNED, "已归还"),
]
REINFORCEMENT_MOVES: dict[str, frozenset[str]] = {
    REQUESTED: frozenset({APPROVED, REFUSED}),
    APPROVED: frozenset({CONSENTED, REFUSED}),
    CONSENTED: frozenset({ORDERED, REFUSED}),
    ORDERED: frozenset({RETURNED}),
    REFUSED: frozenset(),
    RETURNED: frozenset(),
}
