"""wish → **previewing** → officer: who would be reached and how, what cannot be undone, whose word is missing – before anything happens."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from command.onekey.approving import act_of
from command.onekey.choosing import Asked, choose
from command.onekey.parts import PARTS
from command.onekey.pressing import fresh_press, last_press
from command.onekey.rows import PartPreview, PressNeeds, PressPreview
from command.onekey.token import Seen, prints, sign
from command.onekey.wish import Wish
from dispatch.authority.asking import signed
from dispatch.authority.door import ask_of, ruling, words_of
from dispatch.callout.channels import BY_NAME as CHANNELS
from realtime.accounts.may import Caller
from realtime.codes import Problem
from realtime.exercises.snapshot import is_tabletop
from realtime.rules.models import rule

PRESS = "onekey.press"


def preview(who: Caller, asked: Asked) -> PressPreview:
    wish = choose(who, asked)
    if not who.may(PRESS, wish.area):
        raise Problem("forbidden", f"当前岗位没有一键通权限,或对象不在您的辖区(区划 {wish.area})内。", where=[PRESS, wish.area])
    parts = [shown for part in PARTS if (shown := _part(who, wish, part.name)) is not None]
    wish = replace(wish, parts=[shown["kind"] for shown in parts if shown["on"]])
    if not wish.parts:
        raise Problem("invalid", "没有可执行的内容:没有队伍,也没有可叫应的人员。", where=["parts"])
    going_on, last = fresh_press(wish.key, wish.area), last_press(wish.key)
    seen = Seen(who.actor, wish, prints(wish), last.pk if last else None)
    people = {row["id"] for shown in parts if shown["on"] and shown["kind"] == "callout" for row in shown["who"]}
    return {
        "token": sign(seen), "good_s": int(rule("onekey.preview_s", wish.area)), "kind": wish.kind, "title": wish.title,  # type: ignore[typeddict-item]
        "area": wish.area, "incident": wish.incident, "x": wish.exercise, "text": wish.text, "task": wish.task, "parts": parts,
        "people": len(people), "outside": _outside(wish, parts), "cost": _cost(wish, parts), "needs": _needs(who, wish),
        "going_on": going_on.row() if going_on else None,
    }  # fmt: skip


def _part(who: Caller, wish: Wish, name: str) -> PartPreview | None:
    """What the post may not do is shown as such; what the officer struck out is shown as off."""
    part = next(part for part in PARTS if part.name == name)
    shown = part.preview(who, wish)
    if shown is None:
        return None
    shown["may"] = who.may(part.verb, wish.area)
    shown["on"] = shown["may"] and wish.has(name) and shown["number"] > 0
    return shown


def _outside(wish: Wish, parts: list[PartPreview]) -> int:
    """Messages that leave the house; of a table-top exercise none does."""
    if is_tabletop(wish.exercise):
        return 0
    return sum(
        count
        for shown in parts
        if shown["on"]
        for channel, count in shown["channels"].items()
        if channel in CHANNELS and CHANNELS[channel].outside
    )


def _cost(wish: Wish, parts: list[PartPreview]) -> list[str]:
    if is_tabletop(wish.exercise):
        return ["桌面推演:不向外发出任何信息"]
    return [words for shown in parts if shown["on"] for words in shown["cost"]]


def _needs(who: Caller, wish: Wish) -> PressNeeds | None:
    act = act_of(wish)
    found = ruling(who, act)
    if found.alone:
        return None
    return cast("PressNeeds", {"need": found.need, "words": words_of(found), "ask": signed(ask_of(who, act, found))})
