"""enrolment → **sealing** → brokers: a device's secret that can be read again, for brokers that want it in clear (Mosquitto's plugin) and no one else.

The doors need only a digest (devices/doors/credentials.py). What is kept here is worth nothing without SECRET_KEY.
"""

from __future__ import annotations

import base64
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


def _box() -> Fernet:
    key = sha256(b"devices.wire.sealing\x00" + str(settings.SECRET_KEY).encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def seal(secret: str) -> str:
    return _box().encrypt(secret.encode("utf-8", "surrogatepass")).decode()


def unseal(sealed: str) -> str:
    """Empty when it was sealed under another SECRET_KEY: that device has to be enrolled anew."""
    try:
        return _box().decrypt(sealed.encode()).decode("utf-8", "surrogatepass") if sealed else ""
    except InvalidToken:
        return ""
