"""preview → **token** → confirmation: what was seen, under our signature, with a print of the situation it was seen in."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from django.core import signing

from command.onekey.parts import BY_NAME
from command.onekey.wish import Wish
from realtime.codes import Problem

SALT = "onekey.preview"
Prints = dict[str, dict[str, str]]


class Seen(NamedTuple):
    """`last`: the newest press on the same thing when the preview was made."""

    actor: str
    wish: Wish
    prints: Prints
    last: int | None


def sign(seen: Seen) -> str:
    return signing.dumps([seen.actor, seen.wish.plain(), seen.prints, seen.last], salt=SALT, compress=True)


def read(token: str, *, good_s: int) -> Seen:
    try:
        actor, wish, prints, last = signing.loads(token, salt=SALT, max_age=good_s)
        return Seen(actor, Wish(**wish), prints, last)
    except signing.SignatureExpired:
        raise Problem("stale_preview", f"预览已超过 {good_s // 60} 分钟,请重新预览。") from None
    except (signing.BadSignature, TypeError, ValueError):
        raise Problem("invalid", "预览凭据无效,请重新预览。", where=["token"]) from None


def area_of(token: str) -> str:
    """Where it was to be done, for the permission; what it says is read again, with its age, in the act itself."""
    try:
        _, wish, _, _ = signing.loads(token, salt=SALT)
        return str(wish["area"])
    except (signing.BadSignature, TypeError, ValueError, KeyError):
        raise Problem("invalid", "预览凭据无效,请重新预览。", where=["token"]) from None


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def prints(wish: Wish) -> Prints:
    return {name: BY_NAME[name].prints(wish) for name in wish.parts if name in BY_NAME}


def differences(wish: Wish, before: Prints, now: Prints) -> list[str]:
    """What changed since the preview, in words."""
    return [
        words
        for name in wish.parts
        if name in BY_NAME and before.get(name) != now.get(name)
        for words in BY_NAME[name].changed(wish, before.get(name, {}), now.get(name, {}))
    ]
