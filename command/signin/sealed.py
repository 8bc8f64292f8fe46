"""Secrets that must be read again (an authenticator's seed) are sealed with a key that follows from SECRET_KEY: a stolen database opens no account."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from realtime.codes import Problem


def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"sign-in\x00{settings.SECRET_KEY}".encode()).digest()))


def seal(words: str) -> str:
    return _box().encrypt(words.encode()).decode()


def unseal(sealed: str) -> str:
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Problem("wrong_state", "动态口令的密钥无法读取(SECRET_KEY 已更换),请安全管理员重置双因素。") from None
