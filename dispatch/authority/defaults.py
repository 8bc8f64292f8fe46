"""Rows every installation starts with; the bureau's own rows are never overwritten."""

from __future__ import annotations

from django.conf import settings

from dispatch.authority.models import OFFICIALS, PUBLIC, TEAMS, Line
from dispatch.authority.ruling import SECOND, SELF, VERBAL

DEFAULT = "本系统默认值,请各局按预案修订"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("authority.answer_s", 600, "秒", "申请批准十分钟无人答复即失效;" + DEFAULT),
    ("authority.good_s", 600, "秒", "批准后十分钟内有效,只用一次;" + DEFAULT),
    ("authority.afterwards_min", 30, "分钟", "危及生命先行实施的,半小时内补批;" + DEFAULT),
    ("authority.again_min", 10, "分钟", "逾期未补批,每十分钟再催;" + DEFAULT),
]
INSIDE = "责任人、队伍的叫应:值班员 60 人以内自行发起,更多由值班长或带班领导复核;" + DEFAULT
OUTSIDE = "面向公众的发布须经授权:突发事件预警信息发布有关办法;" + DEFAULT
LEADERS = ["duty_leader", "leadership"]
# role, channel, audience, most, ruling, approvers, source
LINES: list[tuple[str, str, str, int | None, str, list[str], str]] = [
    ("", "", OFFICIALS, 20, SELF, [], INSIDE),
    ("", "", OFFICIALS, 200, SECOND, [], INSIDE),
    ("", "", OFFICIALS, None, VERBAL, LEADERS, INSIDE),
    ("duty_officer", "", OFFICIALS, 60, SELF, [], INSIDE),
    ("duty_officer", "", OFFICIALS, 500, SECOND, [], INSIDE),
    ("duty_officer", "", OFFICIALS, None, VERBAL, LEADERS, INSIDE),
    ("shift_chief", "", OFFICIALS, 500, SELF, [], INSIDE),
    ("shift_chief", "", OFFICIALS, None, VERBAL, LEADERS, INSIDE),
    ("duty_leader", "", OFFICIALS, 2000, SELF, [], INSIDE),
    ("duty_leader", "", OFFICIALS, None, SECOND, [], INSIDE),
    ("", "", TEAMS, 100, SELF, [], INSIDE),
    ("", "", TEAMS, None, SECOND, [], INSIDE),
    ("", "", PUBLIC, None, VERBAL, LEADERS, OUTSIDE),
    ("shift_chief", "", PUBLIC, 1000, SECOND, LEADERS, OUTSIDE),
    ("shift_chief", "", PUBLIC, None, VERBAL, LEADERS, OUTSIDE),
    ("duty_leader", "", PUBLIC, 10000, SECOND, [], OUTSIDE),
    ("duty_leader", "", PUBLIC, None, VERBAL, ["leadership"], OUTSIDE),
]


def load() -> None:
    """Reference rows of this app besides its rules. A matrix the bureau has begun to write is left whole."""
    if Line.objects.exists():
        return
    Line.objects.bulk_create(
        Line(
            role=role, channel=channel, audience=audience, most=most, ruling=ruling, approvers=approvers, area=settings.CITY, source=source
        )
        for role, channel, audience, most, ruling, approvers, source in LINES
    )
