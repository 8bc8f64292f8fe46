"""How long a link may be silent, and how exact its clock must be; the bureau's own rows are never overwritten."""

from __future__ import annotations

DEFAULT = "本系统默认值,请各局按对接协议修订"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("peering.keep_days", 180, "天", "已被新版本代替的来往报文保留时间;网络安全法第二十一条:日志留存不少于六个月"),
    ("peering.clock_s", 300, "秒", "签名时间与本系统时钟的最大允许偏差;" + DEFAULT),
    ("peering.hello_s", 60, "秒", "链路空闲时每隔此时间联络一次;" + DEFAULT),
    ("peering.retry_most_s", 120, "秒", "中断后重试间隔翻倍,最长不超过此时间;" + DEFAULT),
    ("peering.alarm_min", 10, "分钟", "链路持续中断超过此时间告警;" + DEFAULT),
    ("peering.whole_min", 15, "分钟", "每隔此时间核对一次共享内容,力量与物资按此更新;" + DEFAULT),
]


def load() -> None:
    """Rules only."""
