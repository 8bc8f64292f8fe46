"""Whom a consultation invites, by kind of event; the bureau's own rows are never overwritten."""

from __future__ import annotations

DEFAULT = "本系统默认值,请各局按会商制度修订"
INVITE = {
    "": {"posts": ["duty_leader", "shift_chief"], "departments": ["应急管理局"], "experts": False},
    "11A": {
        "posts": ["duty_leader", "shift_chief"],
        "departments": ["水务局", "气象局", "规划和自然资源局", "消防救援机构"],
        "experts": True,
    },
    "11B": {
        "posts": ["duty_leader", "shift_chief"],
        "departments": ["气象局", "水务局", "交通运输局", "教育局", "供电局"],
        "experts": True,
    },
    "11B25": {"posts": ["duty_leader", "shift_chief"], "departments": ["林业和园林局", "气象局", "消防救援机构"], "experts": True},
    "11C": {
        "posts": ["duty_leader", "shift_chief"],
        "departments": ["消防救援机构", "住房和城乡建设局", "卫生健康局", "规划和自然资源局"],
        "experts": True,
    },
    "11D": {"posts": ["duty_leader", "shift_chief"], "departments": ["规划和自然资源局", "气象局", "住房和城乡建设局"], "experts": True},
    "11G": {"posts": ["duty_leader", "shift_chief"], "departments": ["林业和园林局", "气象局", "消防救援机构", "公安局"], "experts": True},
    "12D": {
        "posts": ["duty_leader", "shift_chief"],
        "departments": ["消防救援机构", "生态环境局", "卫生健康局", "公安局"],
        "experts": True,
    },
    "12G": {
        "posts": ["duty_leader", "shift_chief"],
        "departments": ["消防救援机构", "公安局", "卫生健康局", "住房和城乡建设局"],
        "experts": True,
    },
}
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("consultation.invite", INVITE, "事件类型→邀请", "事件类型前缀对应的值守岗位、部门和是否请专家,最长前缀有效;" + DEFAULT),
    ("consultation.decision_min", 120, "分钟", "会商决定未定时限的,两小时内反馈;" + DEFAULT),
]


def load() -> None:
    """Rules only."""
