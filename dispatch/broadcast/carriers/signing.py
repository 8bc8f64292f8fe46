"""A request that can be proved: time, a number used once, and the hash of everything said under the shared secret."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from urllib.parse import urlsplit

LATE_S = 300  # clocks of two houses differ


def signature(secret: str, method: str, path: str, at: str, nonce: str, body: bytes) -> str:
    said = f"{method}\n{path}\n{at}\n{nonce}\n{hashlib.sha256(body).hexdigest()}"
    return hmac.new(secret.encode(), said.encode(), hashlib.sha256).hexdigest()


def headers(secret: str, method: str, url: str, body: bytes) -> dict[str, str]:
    at, nonce = str(int(time.time())), secrets.token_hex(16)
    return {"X-Time": at, "X-Nonce": nonce, "X-Signature": signature(secret, method, urlsplit(url).path, at, nonce, body)}
