"""Secrets that have to be read again, kept so that a copy of the database alone gives none away: a device's word for brokers that want it in clear, what a register knows of a person's health.

What is kept is worth nothing without SECRET_KEY; each purpose has a key of its own, so that nothing sealed for one opens at another's door.
"""

from __future__ import annotations

import base64
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


def _box(purpose: str) -> Fernet:
    key = sha256(f"{purpose}\x00{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def seal(secret: str, purpose: str) -> str:
    return _box(purpose).encrypt(secret.encode("utf-8", "surrogatepass")).decode()


def unseal(sealed: str, purpose: str) -> str:
    """Empty when it was sealed under another SECRET_KEY, or for something else: it has to be entered anew."""
    try:
        return _box(purpose).decrypt(sealed.encode()).decode("utf-8", "surrogatepass") if sealed else ""
    except InvalidToken:
        return ""
