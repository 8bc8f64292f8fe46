"""jt808 ↔ **words**: what its alarm bits mean to an officer, and what of our commands a terminal can show or speak."""

from __future__ import annotations

from typing import Any

# Bit of the alarm word → words, level (1 caution, 2 warning). Bit 0 is the emergency key and no text.
ALARMS: dict[int, tuple[str, int]] = {
    1: ("超速报警", 1),
    2: ("疲劳驾驶报警", 1),
    3: ("危险预警", 2),
    4: ("定位模块故障", 1),
    5: ("定位天线未接或被剪断", 1),
    6: ("定位天线短路", 1),
    7: ("终端主电源欠压", 1),
    8: ("终端主电源掉电", 2),
    9: ("终端显示屏故障", 1),
    10: ("语音播报模块故障", 1),
    11: ("摄像头故障", 1),
    20: ("进出区域报警", 1),
    21: ("进出路线报警", 1),
    23: ("路线偏离报警", 1),
    26: ("车辆被盗", 2),
    27: ("车辆非法点火", 2),
    28: ("车辆非法位移", 2),
    29: ("碰撞预警", 2),
    30: ("侧翻预警", 2),
}
RESULTS = {1: "失败", 2: "消息有误", 3: "不支持"}

_URGENT, _SCREEN, _SPEAK = 1, 4, 8


def say(kind: str, body: dict[str, Any]) -> tuple[int, str]:
    """Flag byte of 0x8300 (2013 edition) and the words; no words: this kind of command cannot be said."""
    if kind == "order":
        words = f"指令{body.get('number') or ''}:{body.get('task') or ''}"
        if body.get("place"):
            words += f",地点{body['place']}"
        return _URGENT | _SCREEN | _SPEAK, words
    if kind == "cancel":
        return _SCREEN | _SPEAK, f"指令{body.get('number') or ''}已撤销"
    if kind == "call":
        return _URGENT | _SCREEN | _SPEAK, f"{body.get('from') or '指挥中心'}呼叫:{body.get('text') or ''}"
    if kind == "tts":
        return _SCREEN | _SPEAK, str(body.get("text") or "")
    if kind == "text":
        return _SCREEN, str(body.get("text") or "")
    return 0, ""
