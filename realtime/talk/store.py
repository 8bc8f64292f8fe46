"""relay ↔ **store** ↔ database: everything the voice process reads and writes there, called on its own threads, never on the event loop."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models.functions import Now

from realtime.accounts.may import caller_of_actor
from realtime.log import Log, act
from realtime.rules.models import rules_under
from realtime.talk import ogg
from realtime.talk.acts import BREAK_IN_S, tell_act
from realtime.talk.burstlog import BurstLog
from realtime.talk.floor import Limits
from realtime.talk.groups import GroupInfo, Seat
from realtime.talk.models import Act, Burst, Member, TalkGroup, Ticket

ID_BLOCK = 1000


class Redeemed(NamedTuple):
    actor: str
    name: str
    session: str
    scopes: tuple[str, ...]
    seats: dict[int, Seat]


def root() -> Path:
    return Path(settings.DATA_DIR) / "talk"


def clock_offset_ms() -> int:
    """How far the database's clock is ahead of this host's."""
    with connection.cursor() as cursor:
        before = time.time()
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        (at,) = cursor.fetchone()
        return int((float(at) - (before + time.time()) / 2) * 1000)


def burst_ids() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('talk_burst_ids') FROM generate_series(1, %s)", [ID_BLOCK])
        return [number for (number,) in cursor.fetchall()]


def redeem(ticket_digest: str) -> Redeemed | None:
    """What an unused, unexpired ticket allows; it is used up by this."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE talk_ticket SET used_at = clock_timestamp() WHERE digest = %s AND used_at IS NULL"
            " AND expires_at > clock_timestamp() RETURNING actor, name, session, scopes::text, groups::text",
            [ticket_digest],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    actor, name, session, scopes, groups = row
    seats = {given["id"]: Seat(given["priority"], given["speak"], given["because"]) for given in json.loads(groups)}
    return Redeemed(actor, name, session, tuple(json.loads(scopes)), seats)


def scopes_of(actor: str) -> tuple[str, ...] | None:
    found = caller_of_actor(actor)
    return tuple(found.scopes) if found else None


def load_groups(ids: Iterable[int]) -> list[GroupInfo]:
    rules: dict[str, dict[str, Any]] = {}
    found = TalkGroup.objects.filter(pk__in=list(ids)).prefetch_related("members")
    return [_info(group, rules.setdefault(group.area, rules_under("talk.", group.area))) for group in found]


def changed(known: dict[int, int]) -> list[GroupInfo]:
    """Of these (id → version) the ones that moved."""
    versions = TalkGroup.objects.filter(pk__in=list(known)).values_list("pk", "version")
    return load_groups([pk for pk, version in versions if version != known[pk]])


def _info(group: TalkGroup, rules: dict[str, Any]) -> GroupInfo:
    limits = Limits(
        max_s=min(60.0, max(10.0, float(rules["talk.max_s"]))),
        silent_s=float(rules["talk.silent_s"]),
        queue_s=float(rules["talk.queue_s"]),
        penalty_s=float(rules["talk.penalty_s"]),
        preempt_from=int(rules["talk.preempt_from"]),
    )
    members = frozenset(f"{member.kind}:{member.key}" for member in group.members.all())
    return GroupInfo(
        group.pk, group.name, group.kind, group.area, group.incident_id, group.state, group.version, group.locked, group.sos,
        group.priority_floor, dict(group.raised), frozenset(group.muted), members, limits, group.exercise_id,
    )  # fmt: skip


# ---- acts of authority


def use_break_in(act_id: int, actor: str, group_id: int) -> bool:
    """True once: it is this person's, for this group, and fresh."""
    with act(actor) as log:
        fresh = Act.objects.extra(where=["at > clock_timestamp() - make_interval(secs => %s)"], params=[BREAK_IN_S])
        found = fresh.select_for_update(of=("self",)).select_related("group")
        wanted = found.filter(pk=act_id, by=actor, group=group_id, act=Act.BREAK_IN, state=Act.ASKED).first()
        if wanted is None:
            return False
        _settle(log, wanted, None)
    return True


def asked_break_downs() -> list[tuple[int, int]]:
    return list(Act.objects.filter(state=Act.ASKED, act=Act.BREAK_DOWN).order_by("pk").values_list("pk", "group"))


def settle_act(act_id: int, burst: int | None) -> None:
    with act("clerk") as log:
        wanted = Act.objects.select_for_update(of=("self",)).select_related("group").get(pk=act_id)
        _settle(log, wanted, burst)


def _settle(outer: Log, row: Act, burst: int | None) -> None:
    with act(outer.actor, row.exercise_id) as log:
        row.state, row.burst = Act.DONE, burst
        row.save(update_fields=["state", "burst"])
        tell_act(log, row, "done")


# ---- bursts


def keep_burst(path: Path, log: BurstLog) -> None:
    """The row and its event. Idempotent: it is tried until it succeeds."""
    meta, end = log.meta, log.end or {}
    packets = list(log.packets)
    at = datetime.fromtimestamp(meta["at"] / 1000, UTC)
    with act(meta["actor"], meta["exercise"]) as told:
        burst, new = Burst.objects.get_or_create(
            pk=meta["burst"],
            defaults={
                "group_id": meta["group"], "area": meta["area"], "incident_id": meta["incident"], "actor": meta["actor"], "name": meta["name"],
                "priority": meta["priority"], "started_at": at, "duration_ms": end.get("at_ms", log.last_ms), "why": end.get("why", "lost"),
                "messages": len(log.messages), "frames": len(packets), "dropped": end.get("dropped", 0), "size": log.size, "sha256": log.sha256,
                "file": f"{path.parent.name}/{path.stem}.kept" if packets else "", "private": meta["private"], "exercise_id": meta["exercise"],
            },
        )  # fmt: skip
        if not new:
            return
        for stream in burst_streams(burst):
            told.append(stream, "burst.recorded", dict(burst.row()), area=burst.area)
        if meta.get("act") and (spoken := Act.objects.select_related("group").filter(pk=meta["act"]).first()):
            _settle(told, spoken, burst.pk)


def burst_streams(burst: Burst) -> list[str]:
    """The board and the timeline; of a private call only the pages of its two."""
    if not burst.private:
        return [f"area:{burst.area}", *([f"incident:{burst.incident_id}"] if burst.incident_id else [])]
    accounts = Member.objects.filter(group=burst.group_id).values_list("accounts", flat=True)
    return [f"user:{user}" for user in sorted({user for listed in accounts for user in listed})]


def audio(burst: Burst, log: BurstLog) -> bytes:
    """The derived file; can be made anew from the evidence at any time."""
    tags = {"TITLE": log.meta["group_name"], "ARTIST": burst.name, "DATE": burst.started_at.isoformat()}
    return ogg.mux(log.packets, serial=burst.pk & 0xFFFFFFFF, tags=tags)


def forget_tickets() -> None:
    Ticket.objects.filter(expires_at__lt=Now() - timedelta(hours=1)).delete()
