"""wire ⇄ **envelope** ⇄ message: what every message of `ecc-exchange` says about itself, and which versions are understood. No Django.

A newer minor version may add fields and kinds: fields nobody knows are kept and ignored. Another major version is refused by name, so that the
sender can say which of the two platforms has to be renewed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

NAME, MAJOR, MINOR = "ecc-exchange", 1, 0
VERSION = f"{NAME}/{MAJOR}.{MINOR}"
MAJORS = (MAJOR,)  # those understood
PATH = f"/api/exchange/v{MAJOR}"


def major_of(version: str) -> int | None:
    """Of `ecc-exchange/1.9` it is 1; None for what is no version of this exchange."""
    name, _, number = version.partition("/")
    major = number.partition(".")[0]
    return int(major) if name == NAME and major.isascii() and major.isdigit() and len(major) < 4 else None


def canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(body: Mapping[str, Any]) -> str:
    """Whether there is anything new to tell."""
    return hashlib.sha256(canonical(body).encode()).hexdigest()


def envelope(
    *, id: str, kind: str, sender: str, area: str, made_at: str, subject: str, revision: int, drill: bool, body: Mapping[str, Any]
) -> dict[str, Any]:
    """As it travels. `subject` is the sender's own name of the thing, `revision` counts what was said of it."""
    return {
        "version": VERSION, "id": id, "kind": kind, "from": sender, "area": area, "made_at": made_at, "subject": subject, "revision": revision,
        "drill": drill, "body": dict(body),
    }  # fmt: skip
