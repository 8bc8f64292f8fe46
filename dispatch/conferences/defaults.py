"""Rows every installation starts with; the bureau's own rows are never overwritten."""

from __future__ import annotations

DEFAULT = "本系统默认值,请各局按预案修订"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("conference.answer_s", 120, "秒", "会商邀请振铃时长,超时记为未接通;" + DEFAULT),
    ("conference.roll_call_s", 60, "秒", "视频点名每方应答时限;" + DEFAULT),
    ("conference.most_legs", 60, "方", "一次会商可邀请的方数;" + DEFAULT),
    ("conference.empty_min", 20, "分钟", "无人在会后自动结束,归还会议室;" + DEFAULT),
    ("conference.probe_s", 5, "秒", "使用中的会议服务器探测间隔;" + DEFAULT),
    ("conference.probe_idle_s", 30, "秒", "未使用的会议服务器探测间隔;" + DEFAULT),
    ("conference.probe_fails", 2, "次", "连续探测失败即判为中断;" + DEFAULT),
    ("conference.keep_days", 180, "天", "会商录制保存天数,不少于 180 天;事件未结束或已设留存的不删除;" + DEFAULT),
    ("conference.recording_mb", 2048, "MB", "一段录制的上限,约两小时;本系统默认值,请各局按存储空间修订"),
]


def load() -> None:
    """Reference rows of this app besides its rules."""
