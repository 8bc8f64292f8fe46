"""challenge → **digest** → Authorization: the exchange asks for the password, and never sees it (RFC 2617, RFC 7616). No Django."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable

HASHES: dict[str, Callable[[bytes], str]] = {
    "MD5": lambda data: hashlib.md5(data, usedforsecurity=False).hexdigest(),  # what exchanges ask for; the protocol's choice, not ours
    "SHA-256": lambda data: hashlib.sha256(data).hexdigest(),
}


def parse_challenge(text: str) -> dict[str, str] | None:
    """None when this is no challenge we can answer."""
    scheme, _, rest = text.strip().partition(" ")
    if scheme.lower() != "digest":
        return None
    found = {
        name.lower(): quoted.replace('\\"', '"') or plain
        for name, quoted, plain in re.findall(r'([A-Za-z-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^,\s]+))', rest)
    }
    known = found.get("algorithm", "MD5").upper() in HASHES
    return found if known and found.get("nonce") and "realm" in found else None


def authorization(challenge: dict[str, str], *, user: str, password: str, method: str, uri: str, count: int = 1, cnonce: str = "") -> str:
    named = challenge.get("algorithm", "")
    digest = HASHES[(named or "MD5").upper()]
    realm, nonce = challenge["realm"], challenge["nonce"]
    first = digest(f"{user}:{realm}:{password}".encode())
    second = digest(f"{method}:{uri}".encode())
    parts = [f'username="{user}"', f'realm="{realm}"', f'nonce="{nonce}"', f'uri="{uri}"']
    if "auth" in [one.strip() for one in challenge.get("qop", "").split(",")]:
        cnonce = cnonce or secrets.token_hex(8)
        response = digest(f"{first}:{nonce}:{count:08x}:{cnonce}:auth:{second}".encode())
        parts += ["qop=auth", f"nc={count:08x}", f'cnonce="{cnonce}"']
    else:
        response = digest(f"{first}:{nonce}:{second}".encode())
    parts.append(f'response="{response}"')
    parts += [f"algorithm={named}"] if named else []
    parts += [f'opaque="{challenge["opaque"]}"'] if "opaque" in challenge else []
    return "Digest " + ", ".join(parts)
