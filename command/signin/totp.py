"""Time-based one-time passwords, RFC 6238 over RFC 4226: SHA-1, six digits, thirty seconds, what every authenticator app speaks. Pure."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from urllib.parse import quote, urlencode

STEP_S, DIGITS = 30, 6
SECRET_BYTES = 20  # RFC 4226 R6 recommends 160 bits


def new_secret() -> str:
    """Base32, as it is typed by hand where no camera is at hand."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def code_at(secret: str, step: int, digits: int = DIGITS) -> str:
    mac = hmac.digest(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1)
    start = mac[-1] & 0xF
    return str((int.from_bytes(mac[start : start + 4], "big") & 0x7FFFFFFF) % 10**digits).zfill(digits)


def step_of(unix_s: float) -> int:
    return int(unix_s) // STEP_S


def matching_step(secret: str, code: str, unix_s: float, drift: int) -> int | None:
    """The newest step within ±drift whose code this is. Every candidate is compared, so that time tells nothing."""
    now = step_of(unix_s)
    found = None
    for step in range(max(0, now - drift), now + drift + 1):
        if hmac.compare_digest(code_at(secret, step), code):
            found = step
    return found


def address(secret: str, issuer: str, account: str) -> str:
    """`otpauth://` as authenticator apps read it from a square."""
    given = urlencode({"secret": secret, "issuer": issuer, "algorithm": "SHA1", "digits": DIGITS, "period": STEP_S}, quote_via=quote)
    return f"otpauth://totp/{quote(f'{issuer}:{account}')}?{given}"
