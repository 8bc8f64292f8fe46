"""identity → **topics** → rights: on which topics a device of each protocol speaks and hears, so that nobody speaks for another. Pure.

The identity is the one that `route` of the adapter reads out of the topic. A protocol that is missing here is not spoken on the broker by the
devices themselves: phones and vehicles come through the doors, servers get topics of their own (`manage.py broker_user`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

_RADIO_UP = ("pos", "status", "sos", "ack", "hotspot", "measure")
_DJI_UP = ("osd", "state", "events", "requests", "services_reply", "property/set_reply", "drc/up")
_DJI_DOWN = ("services", "events_reply", "requests_reply", "state_reply", "property/set", "drc/down")
_OWNTRACKS_UP = ("event", "info", "status", "waypoint", "waypoints", "step", "beacon", "dump")
# What stands between `msh` and `2` is the mesh's own: nothing, a region, a region and a place
_MESH_ROOTS = ("msh/2", "msh/+/2", "msh/+/+/2", "msh/+/+/+/2")


class Topics(NamedTuple):
    user: str
    up: tuple[str, ...]
    down: tuple[str, ...]


def is_level(text: str) -> bool:
    """May stand as one level of a topic without meaning more than itself; `%u` and `%c` are the broker's."""
    return bool(text) and not text.startswith("$") and not any(sign in text for sign in ("/", "+", "#", "\x00", "%u", "%c"))


def _under(base: str, *ends: str) -> tuple[str, ...]:
    return tuple(f"{base}/{end}" for end in ends)


def _radio(ident: str) -> Topics | None:
    base = f"ecc/v1/+/+/{ident}"
    return Topics(ident, _under(base, *_RADIO_UP), _under(base, "cmd"))


def _dji(ident: str) -> Topics | None:
    product, system = f"thing/product/{ident}", f"sys/product/{ident}"
    return Topics(ident, _under(product, *_DJI_UP) + _under(system, "status"), _under(product, *_DJI_DOWN) + _under(system, "status_reply"))


def _owntracks(ident: str) -> Topics | None:
    """The app signs in as the user; several phones of one user share the name."""
    user, _, device = ident.partition("/")
    if not (is_level(user) and is_level(device)):
        return None
    base = f"owntracks/{user}/{device}"
    return Topics(user, (base, *_under(base, *_OWNTRACKS_UP)), _under(base, "cmd"))


def _meshtastic(ident: str) -> Topics | None:
    """A radio with an uplink. It carries what others say, and hears the mesh's channels: that is what a mesh is."""
    up = tuple(f"{root}/{way}/+/{ident}" for root in _MESH_ROOTS for way in ("e", "json"))
    own = tuple(f"{root}/{end}" for root in _MESH_ROOTS for end in (f"stat/{ident}", "map/"))
    return Topics(ident, up + own, tuple(f"{root}/e/+/+" for root in _MESH_ROOTS))


def _thingsboard(ident: str) -> Topics | None:
    base = f"v1/devices/{ident}"
    return Topics(
        ident,
        _under(base, "telemetry", "attributes", "attributes/request/+", "rpc/response/+"),
        _under(base, "attributes", "attributes/response/+", "rpc/request/+"),
    )


def _sparkplug(ident: str) -> Topics | None:
    """The node holds the connection; its devices are behind it."""
    group, _, node = ident.partition("/")
    if not (is_level(group) and is_level(node)):
        return None
    base = f"spBv1.0/{group}"
    up = _under(base, *(f"{word}/{node}" for word in ("NBIRTH", "NDATA", "NDEATH")))
    up += _under(base, *(f"{word}/{node}/+" for word in ("DBIRTH", "DDATA", "DDEATH")))
    return Topics(ident, up, (*_under(base, f"NCMD/{node}", f"DCMD/{node}/+"), "spBv1.0/STATE/+"))


def _homie(ident: str) -> Topics | None:
    return Topics(ident, _under(f"homie/5/{ident}", "#"), _under(f"homie/5/{ident}", "#"))


def _odid(ident: str) -> Topics | None:
    """Only receivers connect; what they hear speaks for itself, or not."""
    receiver = ident.removeprefix("sensor:")
    if receiver == ident or not is_level(receiver):
        return None
    return Topics(receiver, (f"odid/{receiver}", f"odid/{receiver}/#", f"dronescout/{receiver}", f"dronescout/{receiver}/#"), ())


def _mavlink(ident: str) -> Topics | None:
    """A system by its number, or the link that several of them share."""
    link = ident.partition("/")[0]
    return Topics(link, (f"mavlink/{link}", f"mavlink/{link}/#"), (f"mavlink/{link}/down",)) if is_level(link) else None


_BY_ADAPTER: dict[str, Callable[[str], Topics | None]] = {
    "radio": _radio,
    "dji": _dji,
    "owntracks": _owntracks,
    "meshtastic": _meshtastic,
    "thingsboard": _thingsboard,
    "sparkplug": _sparkplug,
    "homie": _homie,
    "odid": _odid,
    "mavlink": _mavlink,
}
_OF_SEVERAL_LEVELS = ("owntracks", "sparkplug", "mavlink")


def topics_of(adapter: str, ident: str) -> Topics | None:
    """None: such a device does not connect to the broker itself, or its id could stand for others."""
    find = _BY_ADAPTER.get(adapter)
    return find(ident) if find is not None and (adapter in _OF_SEVERAL_LEVELS or is_level(ident)) else None


def mapped_topics(topic_filter: str, identity: str, ident: str) -> Topics | None:
    """A vendor's device whose number is a level of its topic; where it stands in the payload alone, only a server may speak."""
    levels, place = topic_filter.split("/"), int(identity) - 1 if identity.isdecimal() else -1
    if not 0 <= place < len(levels) or levels[place] not in ("+", "#") or not is_level(ident):
        return None
    own = "/".join([*levels[:place], ident, *levels[place + 1 :]])
    return Topics(ident, (own, f"{own}/#") if levels[place] == "#" else (own,), ())


def is_filter(text: str) -> bool:
    """As MQTT has it; nothing of the broker's own, and not everything."""
    levels = text.split("/")
    if not text or "\x00" in text or levels[0].startswith("$") or levels[0] == "#" or any(sign in text for sign in ("%u", "%c", "\n")):
        return False
    return all(level in ("+", "#") or not ("+" in level or "#" in level) for level in levels) and "#" not in levels[:-1]


def covers(right: str, asked: str) -> bool:
    """Is everything that ``asked`` names, a topic or a filter, within the filter ``right``?"""
    if asked.startswith("$share/"):
        asked = asked.split("/", 2)[2] if asked.count("/") >= 2 else asked
    if asked.startswith("$") and right[:1] in ("#", "+"):
        return False
    rights, wanted = right.split("/"), asked.split("/")
    for place, level in enumerate(rights):
        if level == "#":
            return True
        if place >= len(wanted):
            return False
        if wanted[place] == "#" or (level != "+" and level != wanted[place]):
            return False
    return len(wanted) == len(rights)
