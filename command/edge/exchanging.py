"""records, holdings → **exchanging** → core: one round over the one port, or by a file when there is none."""

from __future__ import annotations

from typing import Any

import requests
from django.conf import settings

from command.edge.applying import take_down
from command.edge.holdings import differing
from command.edge.models import Edge, Sent, Standing, Taken
from command.edge.parcel import Down, NotGenuine, Up, Verdict, digest, number_of, opened, sealed
from command.edge.records import positions, unsent
from command.edge.taking import take
from realtime import clock

PATH = "/edge/exchange"
TIMEOUT_S = (5.0, 60.0)
FILE_TAKEN = 20_000  # verdicts a file carries back


class Refused(Exception):
    """The core answered, and said no; in its words."""


# ---- at the edge


def round_trip() -> int:
    """One request and its answer; how many records the core took. Positions are taken with the same answer, or told again."""
    standing = Standing.objects.first()
    up, until = parcel_up(standing)
    answer = requests.post(
        settings.EDGE_OF + PATH, data=sealed(up, digest(settings.EDGE_SECRET)), timeout=TIMEOUT_S,
        headers={"Authorization": f"Edge {settings.EDGE_SECRET}", "Content-Type": "application/octet-stream"}, verify=settings.EDGE_CA or True,
    )  # fmt: skip
    if answer.status_code != 200:
        raise Refused(f"HTTP {answer.status_code} {answer.text[:200]}")
    down = opened(answer.content, digest(settings.EDGE_SECRET), Down)
    assert isinstance(down, Down)
    take_down(down)
    if standing is not None and not _lost_positions(up, down):
        Standing.objects.update(tracks_at=until)
    return len(down.taken)


def parcel_up(standing: Standing | None) -> tuple[Up, Any]:
    if standing is None:  # the first time: which number am I?
        return Up(0, [], {}), None
    moved, until = positions(standing)
    return Up(standing.number, [*unsent(standing), *moved], dict(standing.hashes)), until


def _lost_positions(up: Up, down: Down) -> bool:
    taken = {(one.kind, one.key) for one in down.taken}
    return any(record.kind == "fixes" and (record.kind, record.key) not in taken for record in up.records)


# ---- at the core


def edge_of(secret: str) -> Edge | None:
    return Edge.objects.filter(digest=digest(secret), revoked_at=None).first()


def answer_to(edge: Edge, data: bytes) -> bytes:
    """What an edge sent, worked in; sealed as it was."""
    up = opened(data, edge.digest, Up)
    assert isinstance(up, Up)
    if up.number not in (0, edge.number):
        raise NotGenuine(f"这是 {up.number} 号节点的数据,密钥属于 {edge.number} 号")
    taken = take(edge, up.records)
    Edge.objects.filter(pk=edge.pk).update(heard_at=clock.now())
    return sealed(Down(edge.number, edge.area, taken, differing(edge, up.hashes)), edge.digest)


# ---- by hand


def to_file(edge: Edge | None) -> bytes:
    """At the core, for this edge: everything, and the verdicts on what it sent; at an edge: what the core has not taken yet."""
    if edge is not None:
        verdicts = [Verdict(one.kind, one.key, one.why) for one in Taken.objects.filter(edge=edge).order_by("-pk")[:FILE_TAKEN]]
        return sealed(Down(edge.number, edge.area, verdicts, differing(edge, {})), edge.digest)
    up, _ = parcel_up(Standing.objects.first())
    return sealed(up, digest(settings.EDGE_SECRET))


def from_file(data: bytes) -> str:
    """What was done with it, in words."""
    if settings.EDGE_OF or settings.EDGE_SECRET:
        down = opened(data, digest(settings.EDGE_SECRET), Down)
        assert isinstance(down, Down)
        before = Sent.objects.count()
        take_down(down)
        return f"已并入 {len(down.tables)} 张表;中心已收 {Sent.objects.count() - before} 条"
    edge = Edge.objects.filter(number=number_of(data), revoked_at=None).first()
    if edge is None:
        raise NotGenuine(f"没有 {number_of(data)} 号前置节点")
    up = opened(data, edge.digest, Up)
    assert isinstance(up, Up)
    taken = take(edge, up.records)
    refused = [f"{one.kind} {one.key}:{one.why}" for one in taken if one.why]
    return f"已收 {len(taken)} 条,其中不能并入 {len(refused)} 条" + "".join(f"\n  {line}" for line in refused[:20])
