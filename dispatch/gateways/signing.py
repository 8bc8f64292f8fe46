"""Both directions are signed alike: HMAC-SHA256 over time, nonce and body (docs/gateways.md §2). No Django."""

from __future__ import annotations

import hashlib
import hmac

SCHEME = "sha256="
WINDOW_S = 300  # a gateway's clock may be five minutes off
NONCE = (16, 64)  # shortest, longest


def sign(secret: str, time: str, nonce: str, body: bytes) -> str:
    return SCHEME + hmac.new(secret.encode(), f"{time}\n{nonce}\n".encode() + body, hashlib.sha256).hexdigest()


def verify(secret: str, time: str, nonce: str, body: bytes, signature: str, *, now: float, window_s: float = WINDOW_S) -> str:
    """Why not; empty when it is right. The time is judged last, so that a wrong key learns nothing about our clock."""
    if not secret:
        return "本方没有这个网关的密钥"
    if not NONCE[0] <= len(nonce) <= NONCE[1] or not nonce.isascii() or not nonce.isprintable():
        return "随机数须为 16–64 个可见字符"
    if not hmac.compare_digest(sign(secret, time, nonce, body).encode(), signature.encode()):
        return "签名不正确"
    if not time.isdigit() or len(time) > 12 or abs(now - int(time)) > window_s:
        return f"时间与本系统相差超过 {window_s / 60:g} 分钟"
    return ""
