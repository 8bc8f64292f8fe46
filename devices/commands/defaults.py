"""Rows every installation starts with; the bureau's own rows are never overwritten."""

from __future__ import annotations

DEFAULT = "本系统默认值,请各局按预案修订"
RULES: list[tuple[str, object, str, str]] = [  # name, value, unit, source
    ("command.expires_s", 60, "秒", "设备不在线时指令保留多久,过期不再发出;" + DEFAULT),
    ("command.answer_s", 30, "秒", "指令发出后设备多久未答即告超时;" + DEFAULT),
    ("command.silence_s", 180, "秒", "设备接受后多久没有进度即告超时;" + DEFAULT),
    ("command.approve_s", 300, "秒", "需第二人批准的指令,多久未批即失效;" + DEFAULT),
    ("command.shown_s", 900, "秒", "已结束的指令在席位上保留多久;" + DEFAULT),
    ("command.reach_km", 15, "千米", "指点飞行目标距无人机当前位置的最远距离;" + DEFAULT),
    ("dock.remote", False, "", "是否允许远程开合机场舱盖、进入调试;须现场有人看护,默认不允许;" + DEFAULT),
    ("autopilot.remote", False, "", "是否允许经 MAVLink 让飞控返航、悬停、降落;须与飞手约定,默认不允许;" + DEFAULT),
    ("drc.remote", False, "", "是否允许大疆指令飞行(DRC)和微调位置;须有执照的飞手在席,默认不允许;" + DEFAULT),
    ("uav.alarm_modes", [11, 12], "", "无人机进入哪些模式自动报警:9 返航、11 强制降落、12 三桨降落、14 失去连接;" + DEFAULT),
]


def load() -> None:
    """No other reference rows."""
