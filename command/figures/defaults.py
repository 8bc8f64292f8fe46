"""Goals of times, what a major accident is, and how near 近 is: rows a bureau changes."""

from __future__ import annotations

DEFAULT = "本系统默认值,请各局按本级规定修订"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("figures.goal.ack_p90", 30, "秒", "接警→确认 P90 目标;" + DEFAULT),
    ("figures.goal.to_order_p90", 60, "秒", "接警→下达 P90 目标(参照 NFPA 1225 处警 60 秒 90%);" + DEFAULT),
    ("figures.goal.accept_p90", 60, "秒", "下达→签收 P90 目标;" + DEFAULT),
    ("figures.goal.turn_out_p90", 60, "秒", "签收→出动 P90 目标(消防出动昼 45 秒、夜 60 秒);" + DEFAULT),
    ("figures.goal.called_rate", 100, "%", "叫应率目标;" + DEFAULT),
    ("figures.goal.first_in_time", 100, "%", "信息首报及时率目标;" + DEFAULT),
    ("figures.goal.alert_handed_p90", 60, "秒", "预警签发→送达通道 P90 目标;" + DEFAULT),
    ("figures.goal.hazards_right", 90, "%", "隐患整改率目标;" + DEFAULT),
    ("figures.major", [10, 50, 5000], "人、人、万元", "重特大事故起点:死亡、重伤、直接经济损失,《生产安全事故报告和调查处理条例》第三条"),
    ("figures.disaster_deaths", 10, "人", "重大人员伤亡事件起点:一次死亡人数;" + DEFAULT),
    ("figures.near", 0.05, "", "公布数写“近”“余”“多”时允许的偏差;" + DEFAULT),
    ("figures.flood_season", ["04-15", "10-15"], "月-日", "汛期起止,广东省防汛防旱防风条例;按当年公告修订"),
]


def load() -> None:
    """Nothing beside the rules."""
