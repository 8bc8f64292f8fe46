"""Roles, patterns and thresholds of the duty; rows, so that a bureau may change them."""

from __future__ import annotations

from command.duty.models import DutyPattern, DutyRole
from dispatch.callout.models import LadderStep

_OWN = "本系统默认值,请各局按预案修订"
_STAFF = "每班领导 1 人、值班员 1–2 人(值班制度);" + _OWN
_LEVEL = "三防值班分级要求;" + _OWN
_HOLIDAY = {"kind": "holiday", "pattern": "reinforced", "needs": {"duty_officer": 2}, "source": "全国年节及纪念日放假办法(2024 年修订)"}
_SWEEPING = {
    "kind": "sweeping", "pattern": "reinforced", "needs": {"duty_officer": 2, "desk_forest": 1},
    "patrol": "进山路口设卡查火,墓区、林缘每两小时巡护一次,专业队靠前驻防", "source": "森林特别防护期通告",
}  # fmt: skip
# `from` a day of the year, of the moon's year, or a term of the sun; `before` that many days earlier; `days` long, or `to` a day.
_SPECIAL_DAYS: list[dict[str, object]] = [
    {"name": "元旦", "from": "01-01", "days": 1, **_HOLIDAY},
    {"name": "春节", "from": "lunar:01-01", "before": 1, "days": 8, **_HOLIDAY, "patrol": "烟花爆竹燃放点、景区、墓区加密巡查"},
    {"name": "清明", "from": "term:qingming", "before": 3, "days": 7, **_SWEEPING},
    {"name": "五一", "from": "05-01", "days": 5, **_HOLIDAY},
    {"name": "端午", "from": "lunar:05-05", "before": 1, "days": 3, **_HOLIDAY, "patrol": "龙舟水域、低洼易涝点加密巡查"},
    {"name": "中秋", "from": "lunar:08-15", "days": 1, **_HOLIDAY},
    {"name": "国庆", "from": "10-01", "days": 7, **_HOLIDAY},
    {"name": "重阳", "from": "lunar:09-09", "before": 1, "days": 3, **_SWEEPING},
    {
        "name": "森林特别防护期", "kind": "forest", "from": "10-01", "to": "04-30",
        "patrol": "林区禁止野外用火,护林员每日巡护,检查站登记进山车辆人员", "source": "森林特别防护期通告(每年 10 月 1 日至次年 4 月 30 日)",
    },
    {
        "name": "汛期", "kind": "flood", "from": "04-15", "to": "10-15",
        "patrol": "小水库、山洪沟、地质灾害点、易涝点按预案巡查", "source": "广东省防汛防旱防风条例(4 月 15 日至 10 月 15 日)",
    },
]  # fmt: skip
RULES: list[tuple[str, object, str, str]] = [
    ("duty.rest_h", 12, "小时", "两班之间最少休息;" + _OWN),
    ("duty.needs", {"duty_leader": 1, "shift_chief": 1, "duty_officer": 1}, "人", _STAFF),
    ("duty.needs_level_4", {"duty_leader": 1, "shift_chief": 1, "duty_officer": 2}, "人", "Ⅳ级:带班领导在岗;" + _LEVEL),
    ("duty.needs_level_3", {"duty_leader": 1, "shift_chief": 1, "duty_officer": 2, "desk_flood": 1, "desk_signal": 1}, "人", "Ⅲ级:联合值守;" + _LEVEL),
    (
        "duty.needs_level_2",
        {"duty_leader": 1, "shift_chief": 1, "duty_officer": 3, "desk_flood": 1, "desk_signal": 1, "desk_opinion": 1},
        "人", "Ⅱ级:副总指挥坐镇;" + _LEVEL,
    ),
    (
        "duty.needs_level_1",
        {"duty_leader": 1, "shift_chief": 1, "duty_officer": 4, "desk_flood": 1, "desk_signal": 1, "desk_opinion": 1},
        "人", "Ⅰ级:成员单位全部进驻;" + _LEVEL,
    ),
    ("duty.unmanned_s", 600, "秒", "缺岗多久告警;" + _OWN),
    ("duty.roll_call_s", 60, "秒", "点名每次等待;" + _OWN),
    ("duty.roll_call_retries", 3, "次", "视频、本平台、电台、电话依次;" + _OWN),
    ("duty.roll_call_points", {"answered": 100, "substitute": 80, "late": 60, "no_answer": 0, "offline": 0}, "分", _OWN),
    ("duty.score_days", 30, "天", "统计点名得分的期限;" + _OWN),
    ("duty.nil_report_at", "17:30", "时刻", "每日零报告时限;" + _OWN),
    ("duty.special_days", _SPECIAL_DAYS, "时段", "节假日以当年放假通知为准,森林防火期以当年通告为准;" + _OWN),
]  # fmt: skip

# code, name, one at a time, a specialist's seat
ROLES: list[tuple[str, str, bool, bool]] = [
    ("duty_leader", "带班领导", True, False),
    ("shift_chief", "值班长", True, False),
    ("duty_officer", "值班员", False, False),
    ("desk_flood", "三防席", False, True),
    ("desk_forest", "森防席", False, True),
    ("desk_hazmat", "危化席", False, True),
    ("desk_signal", "通信席", False, True),
    ("desk_opinion", "舆情席", False, True),
]
DAY = {"begins": "08:30", "hours": 24}
NORMAL = [
    {"role": "duty_leader", **DAY, "number": 1},
    {"role": "shift_chief", **DAY, "number": 1},
    {"role": "duty_officer", "begins": "08:30", "hours": 12, "number": 1},
    {"role": "duty_officer", "begins": "20:30", "hours": 12, "number": 1},
]
REINFORCED = [
    {"role": "duty_leader", **DAY, "number": 1},
    {"role": "shift_chief", **DAY, "number": 1},
    {"role": "duty_officer", "begins": "08:30", "hours": 12, "number": 2},
    {"role": "duty_officer", "begins": "20:30", "hours": 12, "number": 2},
    {"role": "desk_forest", "begins": "08:30", "hours": 12, "number": 1},
]
PATTERNS = [("normal", "平时", "normal", NORMAL), ("reinforced", "节假日和特殊时段", "reinforced", REINFORCED)]
# The ladder of a roll call: into a conference on their own page, then the person's ways one after the other; after the last one's time it is over.
# Whoever has no page that could ring starts with the second rung at once.
LADDER = "duty.roll_call"
RUNGS = [(1, 0, "video"), (2, 60, "first_channels"), (3, 120, "next_channel"), (4, 180, "next_channel")]


def load() -> None:
    DutyRole.objects.bulk_create(
        [
            DutyRole(code=code, name=name, single=single, seat=seat, order=n, source=_STAFF)
            for n, (code, name, single, seat) in enumerate(ROLES)
        ],
        ignore_conflicts=True,
    )
    DutyPattern.objects.bulk_create(
        [DutyPattern(code=code, name=name, kind=kind, slots=slots, source=_STAFF) for code, name, kind, slots in PATTERNS],
        ignore_conflicts=True,
    )
    if not LadderStep.objects.filter(ladder=LADDER).exists():
        LadderStep.objects.bulk_create(
            [LadderStep(ladder=LADDER, step=step, after_s=after, action=action, source="点名:60 秒未应答换一种方式,三次;" + _OWN) for step, after, action in RUNGS]
        )  # fmt: skip
