"""request ⇄ **signing** ⇄ wire: the gateways' own scheme (docs/gateways.md §2), over what is asked as well as over what is said.

The method and the path stand before the body, so that a signed message cannot be laid before another door.
"""

from __future__ import annotations

import secrets

from dispatch.gateways import signing as gateways

HEADERS = ("Peer", "Key", "Time", "Nonce", "Signature")


def said(method: str, path: str, body: bytes) -> bytes:
    return f"{method} {path}\n".encode() + body


def headers(*, peer: str, key: str, secret: str, now: float, method: str, path: str, body: bytes) -> dict[str, str]:
    """`peer`: by what name the other side knows us. A new nonce each time: a repetition is signed anew."""
    at, nonce = str(int(now)), secrets.token_urlsafe(18)
    signature = gateways.sign(secret, at, nonce, said(method, path, body))
    values = (peer, key, at, nonce, signature)
    return {f"X-ECC-{name}": value for name, value in zip(HEADERS, values, strict=True)}


def why_not(*, secret: str, given: dict[str, str], now: float, window_s: float, method: str, path: str, body: bytes) -> str:
    """Empty when the request is signed with this secret, now."""
    return gateways.verify(secret, given["Time"], given["Nonce"], said(method, path, body), given["Signature"], now=now, window_s=window_s)
