"""histories and tables → **checks** → what is wrong: pure functions, one per promise, that answer with a list of sentences; empty is good.

A history is what clients saw, in their order; a table is what the database holds afterwards. Instants are seconds of the database clock.
An operation ended `ok` (its answer came), `fail` (it was refused) or `info` (no answer: it may have happened or not, but never by half).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

# As docs/architecture.md orders them: somebody may accept after another refused, or after the term; nothing accepted is taken back or cancelled
RANK = {"issued": 0, "sent": 1, "delivered": 2, "read": 3, "expired": 4, "refused": 5, "accepted": 6, "arrived": 7, "cancelled": 8}
ENDED = {"accepted", "refused", "expired", "cancelled"}


class Issue(NamedTuple):
    """One attempt to issue an order: what became of it, and the number it was given."""

    key: str
    end: str
    order: int | None


def lost_orders(history: Iterable[Issue], tables: Mapping[int, tuple[str, bool]]) -> list[str]:
    """P1. `tables`: order → (state, is a clock still running). Every order answered for exists, and has ended or is still being worked on."""
    wrong = []
    for one in history:
        if one.end != "ok" or one.order is None:
            continue
        if one.order not in tables:
            wrong.append(f"order {one.order} was answered for and is not there")
        elif (held := tables[one.order])[0] not in ENDED and not held[1]:
            wrong.append(f"order {one.order} is {held[0]} and no clock runs for it")
    return wrong


def twice(history: Iterable[Issue]) -> list[str]:
    """P1. The same key is the same order, whoever asks again; different keys are different orders."""
    by_key: defaultdict[str, set[int]] = defaultdict(set)
    for one in history:
        if one.order is not None:
            by_key[one.key].add(one.order)
    wrong = [f"key {key} made {sorted(orders)}" for key, orders in by_key.items() if len(orders) > 1]
    counted = Counter(order for orders in by_key.values() for order in orders)
    return wrong + [f"order {order} answers {times} keys" for order, times in counted.items() if times > 1]


def obeyed_twice(done: Iterable[tuple[str, int]]) -> list[str]:
    """P2. `done`: (terminal, order) each time a terminal began to carry one out."""
    return [f"{who} carried out order {order} {times} times" for (who, order), times in Counter(done).items() if times > 1]


def double_units(told: Iterable[tuple[int, int, str]]) -> list[str]:
    """P3, from the log and not from the constraint. `told`: (unit, assignment, "opened" | "closed") in the order of the log."""
    wrong, held = [], {}
    for unit, assignment, what in told:
        if what == "closed":
            if held.get(unit) == assignment:
                del held[unit]
        elif unit in held and held[unit] != assignment:
            wrong.append(f"unit {unit} was given to {assignment} while {held[unit]} held it")
        else:
            held[unit] = assignment
    return wrong


def monotone(acks: Iterable[tuple[int, str, str]]) -> list[str]:
    """P4. `acks`: (order, recipient, state) as they followed each other; a state never falls, and what was accepted is never cancelled."""
    wrong, stands = [], dict[tuple[int, str], str]()
    for order, who, state in acks:
        before = stands.get((order, who), "issued")
        if RANK[state] < RANK[before] or (state == "cancelled" and before in ("accepted", "arrived")):
            wrong.append(f"order {order} of {who} fell from {before} to {state}")
        stands[order, who] = state
    return wrong


def late(rungs: Iterable[tuple[int, int, float, float]], within_s: float = 5.0) -> list[str]:
    """P5. `rungs`: (order, step, due, climbed); each step once, never early, never later than promised."""
    wrong, seen = [], Counter[tuple[int, int]]()
    for order, step, due, climbed in rungs:
        seen[order, step] += 1
        if not 0 <= climbed - due <= within_s:
            wrong.append(f"order {order} step {step}: {climbed - due:+.1f} s")
    return wrong + [f"order {order} step {step}: {times} times" for (order, step), times in seen.items() if times > 1]


def converged(screens: Mapping[str, Any], there: Any) -> list[str]:
    """P6. Each screen's state is the snapshot's, table by table."""
    return [
        f"{name}: {table} differs"
        for name, state in screens.items()
        for table in sorted(set(state) | set(there))
        if state.get(table, {}) != there.get(table, {})
    ]


def gaps(told: Iterable[tuple[str, int]], heads: Mapping[str, int]) -> list[str]:
    """P7. `told`: (stream, seq) ascending; per stream 1..head, each once."""
    wrong, at = [], dict[str, int]()
    for stream, seq in told:
        if seq != at.get(stream, 0) + 1:
            wrong.append(f"{stream}: {at.get(stream, 0)} → {seq}")
        at[stream] = seq
    return wrong + [f"{name}: head {head}, log ends at {at.get(name, 0)}" for name, head in heads.items() if at.get(name, 0) != head]


def increasing(seen: Iterable[tuple[str, str, int]]) -> list[str]:
    """P7 as one screen saw it. `seen`: (epoch, stream, seq); strictly upward inside an epoch, without a hole."""
    wrong, at = [], dict[tuple[str, str], int]()
    for epoch, stream, seq in seen:
        before = at.get((epoch, stream))
        if before is not None and seq != before + 1:
            wrong.append(f"{stream}: {before} → {seq}")
        at[epoch, stream] = seq
    return wrong


def stale(drawn: Iterable[tuple[int, float, float, bool]], grace_s: float = 2.0) -> list[str]:
    """P8. `drawn`: (subject, age, limit, marked as stale); older than its limit by more than the grace must be marked."""
    return [
        f"subject {subject} is {age:.0f} s old, its limit {limit:.0f} s"
        for subject, age, limit, marked in drawn
        if age > limit + grace_s and not marked
    ]


def leaks(seen: Iterable[tuple[str, str]], rights: Mapping[str, Sequence[str]]) -> list[str]:
    """P9. `seen`: (screen, stream); `rights`: screen → prefixes of the streams it was granted."""
    return [f"{who} saw {stream}" for who, stream in seen if not any(stream.startswith(prefix) for prefix in rights.get(who, ()))]


def audit(told: Iterable[tuple[str, int, str, object]]) -> list[str]:
    """P10. `told`: (stream, seq, actor, at); each names who and when."""
    return [f"{stream} {seq}: no {'actor' if not actor else 'time'}" for stream, seq, actor, at in told if not actor or at is None]
