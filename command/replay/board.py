"""keyframe + log → **board** → replay: the rows every screen of an area held at an instant, by the rule screens themselves follow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import msgspec
from django.conf import settings
from django.db import connection

from command.replay.keyframes import keyframe_before
from realtime.areas.models import DISTRICT
from realtime.reduce import Row, State, reduce

MARGIN = timedelta(minutes=10)  # an event is numbered before it is committed; no action takes this long to commit
LATE = timedelta(hours=24)  # what is entered later than this after it happened appears when it was entered
# Entries that may say they happened earlier than they were made: a late alarm, a team's way told over the radio.
LATE_KINDS = ("alarm.raised", "assignment.accepted", "assignment.en_route", "assignment.arrived", "assignment.working", "assignment.leaving", "assignment.back")  # fmt: skip


class Logged(NamedTuple):
    """One event as the log keeps it."""

    stream: str
    seq: int
    kind: str
    v: int
    at: datetime
    actor: str
    x: int | None
    body: Row


class Board(NamedTuple):
    state: State
    heads: dict[str, int]
    complete: bool  # false: older than any keyframe, only what the log itself tells


def kept_prefix(prefix: str) -> str:
    """The board that is surely kept for this scope: a province's is the city's, a town's is its district's."""
    return settings.CITY if len(prefix) <= len(settings.CITY) else prefix[:DISTRICT]


def board_at(prefix: str, at: datetime, *, happened: bool = False) -> Board:
    """As known then; with `happened`, also what was entered since then and had happened by then."""
    scope = kept_prefix(prefix)
    own = keyframe_before(prefix, at) if len(prefix) > len(scope) else None
    if own is not None:
        scope = prefix
    kept = own or keyframe_before(scope, at)
    since = kept.at - MARGIN if kept else None
    known = kept.heads if kept else {}
    heads = dict(known)
    news = []
    for event in logged([scope], since, at):
        if event.seq > known.get(event.stream, 0):
            heads[event.stream] = event.seq
            news.append((event.kind, event.body))
    if happened:
        news += late_entries([scope], at)
    state = reduce(kept.state if kept else {}, news)
    return Board(narrowed(state, prefix) if len(prefix) > len(scope) else state, heads, kept is not None)


def narrowed(state: State, prefix: str) -> State:
    """Rows of a town's own, from when nobody watched it and none was kept: it sees less rather than more."""
    return {table: {key: row for key, row in rows.items() if str(row.get("area", "")).startswith(prefix)} for table, rows in state.items()}


def merged(boards: Sequence[Board]) -> Board:
    """Several scopes on one screen, as its board would load them."""
    state: State = {}
    heads: dict[str, int] = {}
    for board in boards:
        heads |= board.heads
        for table, rows in board.state.items():
            state.setdefault(table, {}).update(rows)
    return Board(state, heads, all(board.complete for board in boards))


_COLUMNS = "stream, seq, kind, v, at, actor, exercise_id, body"


def logged(prefixes: Iterable[str], since: datetime | None, until: datetime, kinds: Sequence[str] | None = None) -> list[Logged]:
    """Events of the boards under these prefixes after `since` and not after `until`, in the order they were told."""
    asked: dict[str, Any] = {"like": [f"area:{prefix}%" for prefix in prefixes], "since": since, "until": until, "kinds": list(kinds or ())}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM log_event WHERE at <= %(until)s AND stream LIKE ANY(%(like)s)"
            + (" AND at > %(since)s" if since is not None else "")
            + (" AND kind = ANY(%(kinds)s)" if kinds is not None else "")
            + " ORDER BY at, stream, seq",
            asked,
        )
        return [Logged._make((*row[:7], msgspec.json.decode(row[7]))) for row in cursor.fetchall()]


def happened_at(kind: str, body: Row, at: datetime) -> datetime:
    """When it is said to have happened; never later than it was entered."""
    table, _, verb = kind.partition(".")
    said = body.get("occurred_at") if kind == "alarm.raised" else body.get(f"{verb}_at") if table == "assignment" else None
    return min(at, datetime.fromisoformat(said)) if isinstance(said, str) else at


def late_entries(prefixes: Iterable[str], at: datetime) -> list[tuple[str, Row]]:
    late = []
    for event in logged(prefixes, at, at + LATE, LATE_KINDS):
        then = happened_at(event.kind, event.body, event.at)
        if then <= at < event.at:
            late.append((then, event.kind, event.body))
    return [(kind, body) for _, kind, body in sorted(late, key=lambda one: one[0])]
