"""From where on a link or a queue is not as it should be."""

from __future__ import annotations

_OWN = "本系统默认值,请按实测修订"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("links.deadline_s", 5, "秒", "升级承诺为到时 5 秒内;" + _OWN),
    ("links.inbox_s", 30, "秒", "求助与回执应立即处理;" + _OWN),
    ("links.stuck", 0, "条", "三次失败即须人工处理;" + _OWN),
    ("links.downlink_s", 60, "秒", "代理离线时改用电台;" + _OWN),
    ("links.disk_bytes", 5_000_000_000, "字节", "约一周的轨迹与附件;" + _OWN),
    ("links.connections_percent", 80, "%", "到 100% 时新请求被拒绝;" + _OWN),
    ("links.default_rows", 0, "行", "说明分区没有提前建好;" + _OWN),
    ("links.backup_s", 93_600, "秒", "26 小时:每夜一次,留两小时余量;" + _OWN),
    ("links.clock_s", 1, "秒", "时钟差会使先后颠倒;请启用 NTP;" + _OWN),
    ("links.look_s", 30, "秒", "连续两次越限才告警;" + _OWN),
]


def load() -> None:
    """Rules only."""
