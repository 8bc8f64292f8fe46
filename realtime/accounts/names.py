"""Actors' strings as names people know."""

from __future__ import annotations

from collections.abc import Iterable

from realtime.accounts.models import Token, User

RULE = "系统规则"  # nobody decided it, a row did
FIXED = {"clerk": "系统时限", "system": "系统", "simulator": "模拟器"}


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """Only those known here; terminals are named by the layer that owns them."""
    wanted: dict[str, set[int]] = {"user": set(), "wall": set(), "peer": set()}
    rules: dict[str, str] = {}
    for actor in actors:
        kind, _, key = actor.partition(":")
        if kind == "rule":
            rules[actor] = RULE
        if kind in wanted and key.isdigit():
            wanted[kind].add(int(key))
    names = {f"user:{pk}": name for pk, name in User.objects.filter(pk__in=wanted["user"]).values_list("pk", "name")}
    tokens = Token.objects.filter(pk__in=wanted["wall"] | wanted["peer"])
    names |= {f"{kind}:{pk}": name for pk, kind, name in tokens.values_list("pk", "kind", "name")}
    return names | rules | FIXED
