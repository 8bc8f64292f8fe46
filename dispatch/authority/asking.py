"""door → **asking** → approval: what has to be approved, in words and as a digest, carried by the client under our signature."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.core import signing

from dispatch.authority.ruling import Case
from realtime.codes import Problem

SALT = "authority.ask"
UNCOUNTED = (
    1_000_000  # every telephone of an area: nobody knows how many before the carrier says so, and no line of the matrix is meant for more
)
KEEP_S = 900  # the officer finds a second person, or gets a leader on the telephone


@dataclass(frozen=True)
class Act:
    """What somebody is about to set off. `content` is everything that makes it this act and no other; `words` is what an approver reads."""

    what: str
    area: str
    cases: Sequence[Case]
    content: Any
    words: str
    incident: int | None = None
    exercise: int | None = None

    @property
    def digest(self) -> str:
        text = json.dumps([self.what, self.area, self.content, self.exercise], sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Ask:
    """An act that needs another's word, as it goes through the client and back."""

    actor: str
    what: str
    area: str
    digest: str
    words: str
    need: str
    channel: str
    audience: str
    number: int
    approvers: list[str]
    incident: int | None
    exercise: int | None


def signed(ask: Ask) -> str:
    return signing.dumps(asdict(ask), salt=SALT, compress=True)


def read(token: str) -> Ask:
    try:
        return Ask(**signing.loads(token, salt=SALT, max_age=KEEP_S))
    except (signing.BadSignature, TypeError):
        raise Problem("invalid", "授权申请已过期或无效,请重新预览。", where=["ask"]) from None
