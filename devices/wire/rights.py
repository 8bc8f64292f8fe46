"""registry → **rights** → brokers and hooks: one user a device, with its topics and how its secret is known. Pure."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import NamedTuple

from devices.doors.credentials import digest_of
from devices.wire.topics import Topics, covers, mapped_topics, topics_of

SERVER, CENTRE = "server", "centre"
SEALED_FOR = "broker"  # purpose under which a device's secret is sealed (realtime/sealing.py)


class Row(NamedTuple):
    """One live terminal as the registry has it."""

    adapter: str
    external_id: str
    area: str
    credential: str
    sealed: str = ""
    certificate: str = ""
    gateway: str = ""  # DJI: who holds the connection for it


class Server(NamedTuple):
    """One live server account: its topics are written down."""

    name: str
    up: tuple[str, ...]
    down: tuple[str, ...]
    credential: str
    sealed: str


class Right(NamedTuple):
    user: str
    adapter: str
    up: tuple[str, ...]
    down: tuple[str, ...]
    credential: str
    sealed: str = ""
    certified: bool = False

    @property
    def mark(self) -> str:
        """Changes when anything does that the broker has to know."""
        said = "\x00".join((self.user, self.credential, *self.up, "", *self.down, "c" * self.certified))
        return f"ecc:{sha256(said.encode('utf-8', 'surrogatepass')).hexdigest()[:24]}"

    def knows(self, secret: str) -> bool:
        return bool(self.credential) and hmac.compare_digest(self.credential, digest_of(self.adapter, secret))

    def allows(self, topic: str, *, publish: bool) -> bool:
        """A topic with a wildcard in it cannot be published on, whatever a broker lets through."""
        if publish and any(sign in topic for sign in "+#"):
            return False
        return any(covers(right, topic) for right in (self.up if publish else self.down))


class Found(NamedTuple):
    rights: dict[str, Right]
    clashes: list[str]  # who is not let in because the name is taken, in words


def centre(user: str, password: str) -> Right:
    """Ourselves."""
    return Right(user, CENTRE, ("#",), ("#", "$SYS/#"), digest_of(CENTRE, password))


def rights_from(
    rows: Iterable[Row], servers: Iterable[Server] = (), mapped: Iterable[tuple[str, str]] = (), reserved: Mapping[str, Right] | None = None
) -> Found:
    """By user. ``mapped``: filter and identity of the active rows of the mapping; ``reserved``: names that no device takes, the centre's own.

    Who has neither secret nor certificate gets nothing: default deny. Of two devices with one name the one registered first keeps it.
    """
    rows = list(rows)
    filters = list(mapped)
    found: dict[str, Right] = dict(reserved or {})
    clashes: list[str] = []
    for server in servers:
        _add(found, clashes, Right(server.name, SERVER, server.up, server.down, server.credential, server.sealed), server.name)
    behind = _behind(rows)
    for row in rows:
        if row.gateway or not (row.credential or row.certificate):
            continue
        for topics in _topics(row, filters):
            up = topics.up + behind.get(row.external_id, ()) if row.adapter == "dji" else topics.up
            right = Right(topics.user, row.adapter, up, topics.down, row.credential, row.sealed, bool(row.certificate))
            _add(found, clashes, right, f"{row.adapter}:{row.external_id}")
    return Found(found, clashes)


def _topics(row: Row, filters: list[tuple[str, str]]) -> list[Topics]:
    if row.adapter != "mapped":
        topics = topics_of(row.adapter, row.external_id)
        return [topics] if topics is not None else []
    each = (mapped_topics(topic_filter, identity, row.external_id) for topic_filter, identity in filters)
    return [topics for topics in each if topics is not None]


def _behind(rows: list[Row]) -> dict[str, tuple[str, ...]]:
    """A DJI gateway writes in its aircraft's topics."""
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        if row.adapter == "dji" and row.gateway and topics_of("dji", row.external_id) is not None:
            base = f"thing/product/{row.external_id}"
            found[row.gateway] = (*found.get(row.gateway, ()), f"{base}/osd", f"{base}/state")
    return found


def _add(found: dict[str, Right], clashes: list[str], right: Right, name: str) -> None:
    before = found.get(right.user)
    if before is None:
        found[right.user] = right
    elif (before.adapter, before.credential) == (right.adapter, right.credential) and right.credential:
        found[right.user] = before._replace(
            up=before.up + right.up, down=before.down + right.down, certified=before.certified or right.certified
        )
    else:
        clashes.append(f"{name}:用户名 {right.user} 已被占用,未放行")
