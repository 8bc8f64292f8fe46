"""health code → **dji_hms** → officer: what a DJI health code says in Chinese. Data, not code: add a line.

The first byte names the part; the few codes with words of their own are those that pilots meet. The code is always shown beside the words.
"""

from __future__ import annotations

LEVELS = ("提示", "注意", "警告")

_PARTS = {
    "11": "电池", "12": "机场", "14": "负载红外", "15": "毫米波雷达", "16": "飞控", "17": "图传", "19": "机载系统", "1A": "视觉感知", "1B": "导航与航线",
    "1C": "相机", "1D": "云台", "1E": "PSDK 负载", "1F": "4G 增强图传",
}  # fmt: skip

_WORDS = {
    "12040000": "机场 RTK 设备断开",
    "12040001": "机场位置被移动",
    "16100083": "电池未装到位,无法起飞",
    "1B030019": "已偏离航线",
    "1E010004": "负载电量低",
}


# What an aircraft goes into when something is wrong, or when its pilot sends it home
MODES = {"9": "返航", "11": "强制降落", "12": "三桨降落", "14": "失去连接"}


def mode_words(code: str) -> str:
    return f"{MODES.get(code, '异常')}(模式 {code})"


def words(code: str, level: int) -> str:
    """`fpv_tip_0x16100083_in_the_sky` → 警告:飞控,电池未装到位(0x16100083,飞行中)."""
    bare = code.removeprefix("dock_tip_").removeprefix("fpv_tip_")
    flying = bare.endswith("_in_the_sky")
    bare = bare.removesuffix("_in_the_sky")
    digits = bare.removeprefix("0x").upper()
    part = _PARTS.get(digits[:2], "机场" if code.startswith("dock_tip_") else "设备")
    said = _WORDS.get(digits)
    heading = LEVELS[level] if 0 <= level < len(LEVELS) else LEVELS[0]
    return f"{heading}:{part}{',' + said if said else '异常'}({bare or '无代码'}{',飞行中' if flying else ''})"
