"""SIP status → **outcome** → words an officer knows. No Django."""

from __future__ import annotations

WORDS = {
    401: "交换机拒绝外呼(口令)", 403: "交换机拒绝外呼", 404: "空号", 407: "交换机拒绝外呼(口令)", 408: "无应答", 410: "号码已停用", 480: "暂时无法接通", 484: "号码不完整",
    486: "占线", 487: "无人接听", 488: "话机不支持", 500: "交换机故障", 502: "交换机故障", 503: "中继不可用", 600: "占线", 603: "对方拒接", 604: "空号",
}  # fmt: skip


def words(status: int, said: str = "") -> str:
    return WORDS.get(status) or (f"未接通({status} {said})".strip() if status else said or "未接通")
