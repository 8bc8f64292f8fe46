"""Rows every installation starts with; the bureau's own rows are never overwritten."""

from __future__ import annotations

DEFAULT = "本系统默认值,请各局按预案修订"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("talk.max_s", 30, "秒", "一次讲话最长时间,10–60;" + DEFAULT),
    ("talk.silent_s", 1, "秒", "持有话权而无声即收回;" + DEFAULT),
    ("talk.queue_s", 15, "秒", "排队等候话权的最长时间;" + DEFAULT),
    ("talk.penalty_s", 3, "秒", "讲满时限且有人排队时,再次申请的等候时间;" + DEFAULT),
    ("talk.preempt_from", 8, "级", "达到此优先级方可抢占较低者的话权;" + DEFAULT),
    ("talk.keep_days", 180, "天", "录音保存期,不得少于六个月(网络安全法第二十一条日志留存期限参照);" + DEFAULT),
    ("talk.ring_s", 30, "秒", "点呼振铃时限;" + DEFAULT),
    ("talk.listen_min", 30, "分钟", "一次监听许可的有效时间;" + DEFAULT),
]


def load() -> None:
    """Reference rows of this app besides its rules."""
