"""log, answers → **covering** → screens on which strangers look: whoever is named there, numbers and free words are covered before they leave the centre.

Who is covered, and which names there are, is told by whoever registers (`on_covering`); here is only how text is covered. A stored event stays as
it is: what is covered is the copy on its way to one screen.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from django.db import close_old_connections

COVERED = "＊＊"

# Fields that hold what somebody said or wrote.
FREE = frozenset((
    "text", "texts", "purpose", "note", "notes", "remark", "remarks", "words", "task", "action_text", "summary", "conclusion", "opinion", "description", "said",
    "details", "comment", "counter_text", "reply", "quote",
))  # fmt: skip
# Fields that name a person who need be in no register: a caller, a guest, who signed.
PERSONAL = frozenset((
    "acked_name", "by_name", "called_name", "caller", "caller_name", "caller_phone", "commander_name", "contact", "contact_name", "entered_name", "escort", "household",
    "keeper", "leader_name", "names", "owner_name", "person_name", "phone", "phones", "reporter", "said_by", "set_name", "signed_name", "started_name",
    "submitted_name", "taken_name", "tel", "verified_name",
))  # fmt: skip
# Mobile, landline with its prefix, 400 and 800, and what masking left of one; within a word of letters or digits it is a code, not a number.
NUMBER = re.compile(
    r"(?<![0-9A-Za-z])(?:\+?86[- ]?)?(?:1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?\d{7,8}|[48]00[- ]?\d{3}[- ]?\d{4}|\d{3,4}\*{2,6}\d{2,4})(?![0-9A-Za-z])"
)
CODE = re.compile(r"[a-z][a-z_.]*")  # of a list of ours, e.g. what a call is for
HAN = re.compile(r"[\u3400-\u9fff·]{2,}")
LONGEST = 4  # characters of a name that is looked for by length; longer ones are few and looked for one by one

Cover = Callable[[Any], Any]


@dataclass
class Names:
    """`within` are covered wherever they stand in a text; `whole` only where they are the whole text."""

    whole: frozenset[str] = frozenset()
    short: dict[int, frozenset[str]] = field(default_factory=dict)
    long: tuple[str, ...] = ()

    @classmethod
    def of(cls, within: Iterable[str], whole: Iterable[str] = ()) -> Names:
        names = {name.strip() for name in within if len(name.strip()) > 1}
        short = {name for name in names if len(name) <= LONGEST and HAN.fullmatch(name)}
        by_length = {size: frozenset(name for name in short if len(name) == size) for size in range(LONGEST, 1, -1)}
        return cls(
            frozenset(whole),
            {size: found for size, found in by_length.items() if found},
            tuple(sorted(names - short, key=len, reverse=True)),
        )

    def covered(self, text: str) -> str:
        if text in self.whole:
            return COVERED
        for name in self.long:
            if name in text:
                text = text.replace(name, COVERED)
        if self.short:
            text = HAN.sub(self._run, text)
        return NUMBER.sub(COVERED, text)

    def _run(self, run: re.Match[str]) -> str:
        text, at, out = run[0], 0, ""
        while at < len(text):
            size = next((size for size, names in self.short.items() if text[at : at + size] in names), 0)
            out += COVERED if size else text[at]
            at += size or 1
        return out

    def cover(self, value: Any, key: str = "") -> Any:
        """The same shape; only texts change, and never the name of a field."""
        if isinstance(value, str):
            if not value or CODE.fullmatch(value):
                return value
            return COVERED if key in FREE or key in PERSONAL else self.covered(value)
        if isinstance(value, dict):
            return {name: self.cover(one, name) for name, one in value.items()}
        if isinstance(value, list):
            return [self.cover(one, key) for one in value]
        return value


_asked: dict[str, Callable[[str], Cover | None]] = {}


def on_covering(kind: str, ask: Callable[[str], Cover | None]) -> None:
    """`ask(actor)` says how what goes to this actor is covered now; None = it is not. `kind` is the actor's, e.g. `wall`."""
    _asked[kind] = ask


def cover_for(actor: str) -> Cover | None:
    ask = _asked.get(actor.partition(":")[0])
    return ask(actor) if ask else None


class Covering:
    """For one socket: asked when it connects, and again before a frame that says that it changed."""

    CHANGES = '"kind":"wall.changed"'
    _asking = ThreadPoolExecutor(1, thread_name_prefix="covering")  # the database is never asked on the event loop

    def __init__(self, actor: str) -> None:
        self.actor = actor
        self.cover: Cover | None = None
        self.known = False

    @classmethod
    def of(cls, actor: str) -> Covering | None:
        """Nobody but who may be covered is ever asked about."""
        return cls(actor) if actor.partition(":")[0] in _asked else None

    async def text(self, text: str) -> str:
        if not self.known or self.CHANGES in text:
            self.cover = await asyncio.get_running_loop().run_in_executor(self._asking, self._ask)
            self.known = True
        if self.cover is None:
            return text
        return json.dumps(self.cover(json.loads(text)), ensure_ascii=False, separators=(",", ":"))

    def _ask(self) -> Cover | None:
        try:
            return cover_for(self.actor)
        finally:
            close_old_connections()
