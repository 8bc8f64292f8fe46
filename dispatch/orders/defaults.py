"""Rows every installation starts with; the bureau's own rows are never overwritten."""

from __future__ import annotations

from django.conf import settings

from dispatch.orders.models import LadderStep

DEFAULT = "本系统默认值,请各局按预案修订"
GOAL = "指标:下令至签收 60 秒(九成),60 秒未签收自动换渠道,120 秒提出改派;" + DEFAULT

# Which trade, department and kind of hazard a team belongs to. What serves every hazard or trade says nothing of it, and crosses nothing.
UNITS = {
    "forest_fire": {"industry": "forestry", "department": "emergency", "hazard": "natural"},
    "flood": {"industry": "water", "department": "water", "hazard": "natural"},
    "hazmat": {"industry": "chemical", "department": "emergency", "hazard": "accident"},
    "power": {"industry": "power", "department": "industry"},
    "gas": {"industry": "municipal", "department": "municipal", "hazard": "accident"},
    "water": {"industry": "municipal", "department": "water"},
    "road": {"industry": "transport", "department": "transport"},
    "comms": {"industry": "telecom", "department": "industry"},
    "medical": {"industry": "health", "department": "health"},
    "construction": {"industry": "construction", "department": "municipal"},
    "water_rescue": {"industry": "maritime", "department": "transport"},
    "environment": {"industry": "environment", "department": "environment"},
    "rail": {"industry": "rail", "department": "transport", "hazard": "accident"},
    "aviation": {"department": "emergency"},
    "general": {"department": "emergency"},
    "mountain_rescue": {},
    "volunteer": {},
    # Whose people they are outweighs the trade
    "force:national_fire": {"department": "fire_rescue"},
    "force:military": {"department": "military"},
    "force:enterprise": {"department": "enterprise"},
    "force:volunteer": {"department": "social"},
}
# The lead by type of event; the longest prefix wins.
TYPES = {
    "11": {"department": "emergency", "hazard": "natural"},
    "11A": {"industry": "water", "department": "water", "hazard": "natural"},
    "11B": {"department": "emergency", "hazard": "natural"},
    "11G": {"industry": "forestry", "department": "emergency", "hazard": "natural"},
    "12": {"department": "emergency", "hazard": "accident"},
    "12C": {"industry": "construction", "department": "municipal", "hazard": "accident"},
    "12D": {"industry": "chemical", "department": "emergency", "hazard": "accident"},
    "12G": {"department": "fire_rescue", "hazard": "accident"},
    "12H": {"industry": "transport", "department": "transport", "hazard": "accident"},
    "12J": {"industry": "maritime", "department": "transport", "hazard": "accident"},
    "12L": {"industry": "rail", "department": "transport", "hazard": "accident"},
    "12P": {"industry": "municipal", "department": "municipal", "hazard": "accident"},
    "12Q": {"industry": "environment", "department": "environment", "hazard": "accident"},
    "13": {"industry": "health", "department": "health", "hazard": "health"},
    "14": {"department": "public_security", "hazard": "social"},
}

RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("order.ack_within_s", 60, "秒", "通常的签收时限,阶梯按此编写;" + GOAL),
    ("order.expires_s", 300, "秒", "下达后至此仍无人签收即为超时未签收;" + DEFAULT),
    ("order.copy_roles", ["duty_officer", "shift_chief", "town_desk"], "岗位", "一杆子插到底:中间各级值班岗位必须抄送;" + DEFAULT),
    ("crossing.units", UNITS, "", "五跨:队伍所属行业、部门、灾种;" + DEFAULT),
    ("crossing.types", TYPES, "", "五跨:事件的牵头行业、部门、灾种;" + DEFAULT),
]

LADDERS: list[tuple[str, int, int, str]] = [  # ladder, step, after_s, action
    ("order.dispatch", 1, 60, LadderStep.NEXT_CHANNEL),
    ("order.dispatch", 1, 60, LadderStep.DEPUTY),
    ("order.dispatch", 2, 90, LadderStep.SUPERIOR),
    ("order.dispatch", 3, 120, LadderStep.PROPOSE),
    ("order.dispatch", 3, 120, LadderStep.ALARM),
    # A team already on the incident: nobody else is proposed for its further task or its way home.
    ("order.task", 1, 60, LadderStep.NEXT_CHANNEL),
    ("order.task", 1, 60, LadderStep.DEPUTY),
    ("order.task", 2, 120, LadderStep.ALARM),
    ("order.stand_down", 1, 60, LadderStep.NEXT_CHANNEL),
    ("order.stand_down", 2, 120, LadderStep.ALARM),
]


def load() -> None:
    """Reference rows of this app besides its rules. A ladder the bureau has changed is left whole."""
    own = set(LadderStep.objects.filter(area=settings.CITY).values_list("ladder", flat=True))
    LadderStep.objects.bulk_create(
        LadderStep(ladder=ladder, step=step, after_s=after_s, action=action, area=settings.CITY, source=GOAL)
        for ladder, step, after_s, action in LADDERS
        if ladder not in own
    )
