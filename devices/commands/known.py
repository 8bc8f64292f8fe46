"""The commands there are: what each is called, who may give it, which terminals understand it, what it takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from devices.terminals.models import Terminal

TELL, FLY, DISABLE, LIVE, APPROVE = "device.command", "device.fly", "device.disable", "device.live", "device.approve"


class Refused(Exception):
    """Not to be told to this terminal now; the text goes to the officer."""


class NoParams(msgspec.Struct, forbid_unknown_fields=True):
    pass


def nothing_offered(terminal: Terminal) -> dict[str, list[str]]:
    return {}


def as_given(terminal: Terminal, params: dict[str, Any], actor: str) -> dict[str, Any]:
    return params


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    words: str
    verb: str
    understood: Callable[[Terminal], bool]
    params: type[msgspec.Struct] = NoParams
    prepare: Callable[[Terminal, dict[str, Any], str], dict[str, Any]] = as_given  # what is sent; raises Refused
    offered: Callable[[Terminal], dict[str, list[str]]] = nothing_offered  # a field's possible values, where the registry knows them
    runs: bool = False  # takes its time: the answer is "accepted", the end comes as progress
    starts: bool = False  # gets an id of its own, by which its progress and later commands name it
    danger: bool = False  # confirmed by hand on the desk, and never twice at once
    second: bool = False  # another person has to agree
    rule: str = ""  # allowed only where this row says so
    silent: str = ""  # a protocol without an answer: what the officer is told instead of "no answer"
    failed: Callable[[Terminal, str], None] | None = None  # whoever waits for it is told why it will not come


def spoken_by(*adapters: str, kinds: tuple[str, ...] = ()) -> Callable[[Terminal], bool]:
    return lambda terminal: terminal.adapter in adapters and (not kinds or terminal.kind in kinds)
