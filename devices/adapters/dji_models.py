"""Names of DJI devices by ``domain-type-sub_type``; an unknown one is shown by its numbers. Data, not code: add a line."""

from __future__ import annotations

MODELS = {
    "0-89-0": "Matrice 350 RTK",
    "0-60-0": "Matrice 300 RTK",
    "0-67-0": "Matrice 30",
    "0-67-1": "Matrice 30T",
    "0-77-0": "Mavic 3E",
    "0-77-1": "Mavic 3T",
    "0-77-2": "Mavic 3M",
    "0-91-0": "Matrice 3D",
    "0-91-1": "Matrice 3TD",
    # The next five are from third-party lists, not from the maker's document
    "0-99-0": "Matrice 4E",
    "0-99-1": "Matrice 4T",
    "0-100-0": "Matrice 4D",
    "0-100-1": "Matrice 4TD",
    "0-103-0": "Matrice 400",
    "2-56-0": "RC",
    "2-119-0": "RC Plus",
    "2-144-0": "RC Pro",
    "2-174-0": "RC Plus 2",
    "3-1-0": "机场 Dock",
    "3-2-0": "机场 Dock 2",
    "3-3-0": "机场 Dock 3",
}

# domain → kind of subject
KINDS = {"0": "uav", "2": "other", "3": "dock"}


def model(domain: object, kind: object, sub_kind: object) -> str:
    key = f"{domain}-{kind}-{sub_kind}"
    return MODELS.get(key, f"DJI {key}")


# Ranges of result numbers; the single numbers have no public table that can be relied on, so the number is always shown.
_RANGES = (
    (513000, 513999, "直播失败"), (514000, 514999, "机场拒绝执行"), (319000, 321999, "航线任务失败"),
    (314000, 314999, "设备当前不能执行"), (316000, 316999, "设备正忙"), (324000, 326999, "飞行控制被拒"),
)  # fmt: skip
# A loud-hailer's refusals: from the payload itself, from the dock on the way to it, or because nobody flies.
_SPEAKER_RANGES = (
    (314000, 314999, "设备不支持喊话,或未挂载喊话器"), (316000, 316999, "设备忙,暂不能喊话"), (514000, 514999, "机场拒绝执行"),
    (524000, 524999, "负载未连接或未响应"), (319000, 321999, "飞行任务冲突"),
)  # fmt: skip


def error_text(method: str, result: int) -> str:
    """What was asked is in the words: the same number of another command means the same refusal, not the same thing."""
    if method.startswith("speaker_"):
        words = next((text for low, high, text in _SPEAKER_RANGES if low <= result <= high), "喊话器返回错误")
        return f"{words}(指令 {method},错误码 {result})"
    words = next((text for low, high, text in _RANGES if low <= result <= high), "设备返回错误")
    return f"{words}(指令 {method or '未知'},错误码 {result})"
