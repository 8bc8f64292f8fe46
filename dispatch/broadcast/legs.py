"""audience → **legs** → COPY, and legs → SQL → their next state: ten thousand rows at a time, told to nobody one by one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from django.db import connection

from dispatch.broadcast.audience import Recipient
from dispatch.broadcast.models import Broadcast, Leg

NOWHERE = "所选方式下没有可用的地址"
TABLE = Leg._meta.db_table
BROADCASTS = Broadcast._meta.db_table


def write(broadcast: Broadcast, recipients: Iterable[Recipient], held: dict[int, str]) -> int:
    """One row each, also for whom nothing reaches: they are in the total, with the reason. `held`: person → why the exercise keeps it in."""
    count = 0
    columns = 'broadcast_id, person_id, channel, "to", rest, tries, state, provider, error, answer'
    with connection.cursor() as cursor, cursor.copy(f"COPY {TABLE} ({columns}) FROM STDIN") as copy:
        for recipient in recipients:
            first = recipient.ways[0] if recipient.ways else None
            state, error = Leg.WAITING, ""
            if first is None:
                state, error = Leg.FAILED, NOWHERE
            elif recipient.person in held:
                state, error = Leg.SUPPRESSED, held[recipient.person]
            copy.write_row(
                (
                    broadcast.pk, recipient.person, first.channel if first else broadcast.channels[0], first.to if first else "",
                    json.dumps([list(way) for way in recipient.ways[1:]]), 0, state, "", error, "",
                )
            )  # fmt: skip
            count += 1
    return count


def copy_reached(broadcast: Broadcast, source: Broadcast) -> int:
    """Exactly those the other one reached, or may have reached, the same way."""
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO {TABLE} (broadcast_id, person_id, channel, "to", rest, tries, state, provider, error, answer)'
            f" SELECT %s, person_id, channel, \"to\", '[]', 0, 'waiting', '', '', '' FROM {TABLE}"
            " WHERE broadcast_id = %s AND state = ANY(%s) ORDER BY id",
            [broadcast.pk, source.pk, [Leg.SENT, Leg.DELIVERED, Leg.UNKNOWN, Leg.HANDING]],
        )
        return int(cursor.rowcount)


def lease(channel: str, count: int) -> list[tuple[int, int]]:
    """(leg, broadcast) of at most so many that wait, marked as being handed over."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {TABLE} SET state = 'handing', handing_at = clock_timestamp() WHERE id IN"
            f" (SELECT id FROM {TABLE} WHERE state = 'waiting' AND channel = %s ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED)"
            " RETURNING id, broadcast_id",
            [channel, count],
        )
        return sorted(cursor.fetchall())


def settle(results: Sequence[tuple[int, int, str, str, str]]) -> None:
    """(leg, tries, state, provider, error). What failed with a way left waits again, under another key; a quicker receipt stays."""
    if not results:
        return
    columns = [list(column) for column in zip(*results, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {TABLE} AS l SET"
            " state = CASE WHEN v.state = 'failed' AND jsonb_array_length(l.rest) > 0 THEN 'waiting' ELSE v.state END,"
            " channel = CASE WHEN v.state = 'failed' AND jsonb_array_length(l.rest) > 0 THEN l.rest->0->>0 ELSE l.channel END,"
            ' "to" = CASE WHEN v.state = \'failed\' AND jsonb_array_length(l.rest) > 0 THEN l.rest->0->>1 ELSE l."to" END,'
            " tries = CASE WHEN v.state = 'failed' AND jsonb_array_length(l.rest) > 0 THEN l.tries + 1 ELSE l.tries END,"
            " rest = CASE WHEN v.state = 'failed' THEN l.rest - 0 ELSE l.rest END,"
            " provider = v.provider, error = v.error, handing_at = NULL"
            " FROM unnest(%s::bigint[], %s::int[], %s::text[], %s::text[], %s::text[]) AS v (id, tries, state, provider, error)"
            " WHERE l.id = v.id AND l.tries = v.tries AND (l.state = 'handing'"
            " OR (l.state = 'unknown' AND v.state <> 'unknown') OR (l.state = 'sent' AND v.state = 'failed'))"
            " RETURNING l.broadcast_id",
            columns,
        )
        touched = {row[0] for row in cursor.fetchall()}
    recount(touched)


def turn_away(channel: str, words: str) -> int:
    """The channel is down: whoever has another way takes it; the rest wait until it comes back or the message is out of date."""
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE {TABLE} SET channel = rest->0->>0, "to" = rest->0->>1, rest = rest - 0, tries = tries + 1, error = %s'
            " WHERE state = 'waiting' AND channel = %s AND jsonb_array_length(rest) > 0 RETURNING broadcast_id",
            [words[:120], channel],
        )
        touched = [row[0] for row in cursor.fetchall()]
    recount(set(touched))
    return len(touched)


def sweep(older_s: float, words: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {TABLE} SET state = 'unknown', error = %s, handing_at = NULL"
            " WHERE state = 'handing' AND handing_at < clock_timestamp() - make_interval(secs => %s) RETURNING broadcast_id",
            [words, older_s],
        )
        touched = [row[0] for row in cursor.fetchall()]
    recount(set(touched))
    return len(touched)


def recount(broadcasts: Iterable[int]) -> None:
    """Their figures are no longer as the legs are; the next summary counts."""
    Broadcast.objects.filter(pk__in=list(broadcasts), counted=True).update(counted=False)


def close_waiting(broadcast: Broadcast, state: str, words: str) -> int:
    """Nothing that has not gone out goes out any more."""
    return Leg.objects.filter(broadcast=broadcast, state=Leg.WAITING).update(state=state, error=words[:120])


def tally(broadcast: Broadcast) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT state, count(*), count(answered_at) FROM {TABLE} WHERE broadcast_id = %s GROUP BY state", [broadcast.pk])
        rows = cursor.fetchall()
    return {state: number for state, number, _ in rows} | {"answered": sum(answered for *_, answered in rows)}
