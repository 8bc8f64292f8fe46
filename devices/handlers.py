"""inbox → **handlers** → dispatch: who wants to know of which promise. Higher layers register in their AppConfig.ready.

A handler is ``handler(reading, terminal, inbox)``. It runs in a transaction of its own, together with "this row is done"; raising rolls both
back and the row is tried again with back-off. The same row may therefore be handled twice when a process dies: handlers are idempotent.

``terminal`` is **None when the device is not registered**. An SOS of an unknown radio is an alarm all the same ("未登记设备"), it only has no
unit and no area of its own; where it was pressed comes from the reading, who from ``reading.source``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from devices.inbox.models import Inbox
    from devices.readings import Reading
    from devices.terminals.models import Downlink, Terminal
    from devices.tracks.models import LastFix
    from devices.video.models import Stream, VideoLink

Handler = Callable[[Any, "Terminal | None", "Inbox"], None]
StuckHandler = Callable[["Inbox", str], None]

log = logging.getLogger(__name__)

_handlers: dict[type, list[Handler]] = {}
_stuck: list[StuckHandler] = []


def register(reading_type: type, handler: Handler) -> None:
    """Several handlers of one type run in the order of registration, in one transaction. Registering twice is registering once."""
    known = _handlers.setdefault(reading_type, [])
    if handler not in known:
        known.append(handler)


def on_stuck(handler: StuckHandler) -> None:
    """``handler(inbox, error)`` is called once when a row failed for the third time, to raise a system alarm."""
    if handler not in _stuck:
        _stuck.append(handler)


def handle(reading: Reading, terminal: Terminal | None, inbox: Inbox) -> int:
    """Run the handlers of one reading; the number of handlers that saw it."""
    found = _handlers.get(type(reading), [])
    for handler in found:
        handler(reading, terminal, inbox)
    return len(found)


def tell_stuck(inbox: Inbox, error: str) -> None:
    log.error("inbox row %s (%s) failed %s times: %s", inbox.pk, inbox.topic, inbox.attempts, error)
    for handler in _stuck:
        handler(inbox, error)


SentHandler = Callable[["Downlink"], None]
_sent: list[SentHandler] = []


def on_sent(handler: SentHandler) -> None:
    """``handler(downlink)`` runs when the broker has taken a downlink (PUBACK), in the transaction that marks it sent."""
    if handler not in _sent:
        _sent.append(handler)


def tell_sent(downlink: Downlink) -> None:
    for handler in _sent:
        handler(downlink)


AnsweredHandler = Callable[["Downlink"], None]
_answered: list[AnsweredHandler] = []


def on_answered(handler: AnsweredHandler) -> None:
    """``handler(downlink)`` runs when the device has said whether it did what it was told, in the transaction that keeps that."""
    if handler not in _answered:
        _answered.append(handler)


def tell_answered(downlink: Downlink) -> None:
    for handler in _answered:
        handler(downlink)


DoubtHandler = Callable[["LastFix"], None]
_doubts: list[DoubtHandler] = []


def on_doubt(handler: DoubtHandler) -> None:
    """``handler(fix)`` runs once when a receiver is found stuck, in the transaction that marks it."""
    if handler not in _doubts:
        _doubts.append(handler)


def tell_doubt(fix: LastFix) -> None:
    for handler in _doubts:
        handler(fix)


LinkHandler = Callable[["VideoLink"], None]
_links: list[LinkHandler] = []


def on_link(handler: LinkHandler) -> None:
    """``handler(link)`` runs in the action that opened a video or conference link."""
    if handler not in _links:
        _links.append(handler)


def tell_link(link: VideoLink) -> None:
    for handler in _links:
        handler(link)


StreamsHandler = Callable[["list[Stream]"], None]
_streams: list[StreamsHandler] = []


def on_streams(handler: StreamsHandler) -> None:
    """``handler(streams)`` runs in the action that registered, changed or removed video streams; many at once after a catalogue."""
    if handler not in _streams:
        _streams.append(handler)


def tell_streams(streams: list[Stream]) -> None:
    for handler in _streams:
        handler(streams)
