"""Rows every installation starts with; the bureau's own rows are never overwritten."""

from __future__ import annotations

from dispatch.pacing.models import ChannelLimit, QuietRule

DEFAULT = "本系统默认值,请各局按与运营商的约定修订"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("channel.failures", 3, "次", "连续失败几次视为通道中断;" + DEFAULT),
    ("channel.probe_s", 30, "秒", "中断后多久试一次是否恢复;" + DEFAULT),
]

# channel, per minute, burst, at the same time, cost in fen. A channel without a row is not limited.
LIMITS: list[tuple[str, int, int, int, int]] = [
    ("sms", 60_000, 5_000, 8, 5),
    ("phone", 60, 30, 30, 12),
    ("satellite", 10, 5, 2, 300),
    ("mail", 300, 100, 4, 0),
    ("wecom", 20, 20, 2, 0),
    ("dingtalk", 20, 20, 2, 0),
    ("feishu", 100, 20, 2, 0),
    ("push", 6_000, 600, 8, 0),
    ("tak", 600, 100, 2, 0),
]
AT_NIGHT = "非紧急事项夜间不打扰;" + DEFAULT
QUIET: list[tuple[str, str, int, int, str]] = [  # channel, purpose, from, to, urgency below which it holds
    (channel, purpose, 22, 7, "urgent") for channel in ("phone", "satellite", "loudspeaker", "sms") for purpose in ("test", "broadcast")
]


def load() -> None:
    known = set(ChannelLimit.objects.values_list("channel", flat=True))
    ChannelLimit.objects.bulk_create(
        ChannelLimit(channel=channel, per_minute=minute, burst=burst, concurrent=concurrent, cost_fen=cost, source=DEFAULT)
        for channel, minute, burst, concurrent, cost in LIMITS
        if channel not in known
    )
    if not QuietRule.objects.exists():
        QuietRule.objects.bulk_create(
            QuietRule(channel=channel, purpose=purpose, from_hour=start, to_hour=end, urgency=urgency, source=AT_NIGHT)
            for channel, purpose, start, end, urgency in QUIET
        )
