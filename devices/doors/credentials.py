"""Per-device secrets as they are kept: a digest, never the secret. Pure.

One round of SHA-256 and no salt: the secret of a device is made by a machine or at least twelve characters long (terminals.actions), it is
checked at each frame on the gateway's loop, and a token must be found by its digest alone.
"""

from __future__ import annotations

import hmac
from hashlib import sha256


def digest_of(adapter: str, secret: str) -> str:
    return sha256(f"{adapter}\x00{secret}".encode("utf-8", "surrogatepass")).hexdigest()


def holds(credential: str, adapter: str, secret: str) -> bool:
    """Is this the terminal's secret? A terminal that was given none has no secret that anybody could know."""
    return bool(credential) and hmac.compare_digest(credential, digest_of(adapter, secret))
