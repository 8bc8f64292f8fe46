"""`REDIS_URL` → **bell_address** → bell: one server, or the sentinels that know which of several is the one."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

ONE = ("redis", "rediss", "unix")
WATCHED = "redis+sentinel"
SENTINEL_PORT = 26379


class Watched(NamedTuple):
    """Servers under sentinels: whom to ask, by which name, and what each side wants to hear."""

    sentinels: tuple[tuple[str, int], ...]
    service: str
    database: int
    username: str | None
    password: str | None
    sentinel_password: str | None


def parse(url: str) -> Watched | None:
    """None: an address of one server, for redis-py. `redis+sentinel://:words@one:26379,two:26379/service/0?sentinel_password=words`.

    Raises ValueError with one line that names what is wrong.
    """
    parts = urlsplit(url)
    if parts.scheme in ONE:
        return None
    if parts.scheme != WATCHED:
        raise ValueError(f"REDIS_URL begins with {parts.scheme or '?'!r}; it must be redis://, rediss://, unix:// or {WATCHED}://")
    who, _, places = parts.netloc.rpartition("@")
    username, _, password = who.partition(":")
    sentinels = tuple(_place(place) for place in places.split(",") if place)
    service, _, database = parts.path.strip("/").partition("/")
    if not sentinels or not service:
        raise ValueError(f"REDIS_URL must name its sentinels and the service: {WATCHED}://:password@one:26379,two:26379/bell/0")
    if database and not database.isdigit():
        raise ValueError(f"REDIS_URL names database {database!r}; it must be a number")
    wanted = parse_qs(parts.query).get("sentinel_password", [""])[0]
    return Watched(sentinels, unquote(service), int(database or 0), unquote(username) or None, unquote(password) or None, wanted or None)


def _place(text: str) -> tuple[str, int]:
    parts = urlsplit(f"//{text}")
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ValueError(f"REDIS_URL names a sentinel {text!r}; it must be host:port") from None
    if not host:
        raise ValueError(f"REDIS_URL names a sentinel {text!r}; it must be host:port")
    return host, port or SENTINEL_PORT
