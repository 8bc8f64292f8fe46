"""Whom to believe: the unit's state from what its recipients did. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from dispatch.orders.states import ACCEPTED, COMMANDER, COPY, DEPUTY, ISSUED, MEMBER, RANK, READ, SPEAKERS, TERMINAL

CHAIN = (COMMANDER, DEPUTY, TERMINAL, MEMBER)


def unit_state(said: Iterable[tuple[int, str]]) -> str:
    """`said` is (rank, state) of every recipient.

    One speaker's acceptance is the unit's, whoever refuses. Else the commander's word counts; while the commander has read nothing, the
    deputy's; then the unit's radio's. Until somebody has read it, the furthest it got.
    """
    by_rank: dict[int, str] = {}
    for rank, state in said:
        if rank != COPY:
            heard = state if rank in SPEAKERS else min(state, READ, key=RANK.__getitem__)  # a member reads and answers for nobody
            by_rank[rank] = max(by_rank.get(rank, ISSUED), heard, key=RANK.__getitem__)
    if any(by_rank.get(rank) == ACCEPTED for rank in SPEAKERS):
        return ACCEPTED
    for rank in CHAIN:
        if RANK[by_rank.get(rank, ISSUED)] >= RANK[READ]:
            return by_rank[rank]
    return max(by_rank.values(), key=RANK.__getitem__, default=ISSUED)


def risen(before: str, now: str) -> str:
    """States only move up."""
    return now if RANK[now] > RANK[before] else before
