"""What a demo city is: who signs in, how many forces of what kind, where its few named places are. Names of people and numbers are invented."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from command.seeding.cities.year import Year


class Officer(NamedTuple):
    """Somebody to sign in as; `phone` is invented. Who has a `post` is that area's entry in the directory."""

    username: str
    name: str
    phone: str
    role: str
    area: str


class Desk(NamedTuple):
    """The desk of a district or town that somebody signs in for: role and office in the directory."""

    username: str
    name: str
    role: str
    org: str


class Spot(NamedTuple):
    name: str
    area: str
    lon: float
    lat: float


class Known(NamedTuple):
    """A team the stories of the demo tell of by name: how many, where at home."""

    people: int
    lon: float
    lat: float
    base: str = ""


Forces = dict[str, tuple[int, int]]  # category → teams, people
BaseFacts = tuple[str, str, str, str, float, float]  # code, name, kind, area, lon, lat
PostFacts = tuple[str, str, str, float, float, str]  # name, kind, area, lon, lat, the team that stands there
VehicleFacts = tuple[str, str, int, str]  # plate, kind, seats, team


@dataclass(frozen=True)
class City:
    slug: str  # what `manage.py seed --city` calls it
    code: str
    name: str
    province: str
    plate: str
    forces: Forces
    staff: tuple[Officer, ...]
    leaders_unit: str  # whose commander and member sign in
    year: Year
    wooded: tuple[str, ...] = ()  # districts where forest teams stand
    coastal: tuple[str, ...] = ()
    desks: dict[str, Desk] = field(default_factory=dict)
    stories: dict[str, Known] = field(default_factory=dict)
    radios: int = 40
    phones: int = 25
    # Empty: worked out from the seats of the districts (`command/seeding/derived.py`)
    drones: tuple[Spot, ...] = ()
    bases: tuple[BaseFacts, ...] = ()
    base_of: dict[tuple[str, str], str] = field(default_factory=dict)  # (area, kind) → the base where such teams are at home
    posts: tuple[PostFacts, ...] = ()
    vehicles: tuple[VehicleFacts, ...] = ()
    depots: tuple[Spot, ...] = ()
    towns_with_depot: tuple[str, ...] = ()
    villages_with_depot: tuple[Spot, ...] = ()
    enterprises: tuple[tuple[str, str, float, float, list[tuple[str, int, int]]], ...] = ()


def usual_staff(code: str, district: str, team: str) -> tuple[Officer, ...]:
    """The posts every centre has; `district` is where team and depot are."""
    return (
        Officer("zhiban", "王值班", "13800000001", "duty_officer", code),
        Officer("zhibanzhang", "陈班长", "13800000002", "shift_chief", code),
        Officer("daiban", "李带班", "13800000003", "duty_leader", code),
        Officer("duizhang", "梁队长", "13800000005", "team_leader", team),
        Officer("duiyuan", "何队员", "13800000006", "field_member", team),
        Officer("baoguan", "周保管", "13800000009", "depot_keeper", district),
        Officer("zhuanjia", "林森", "13800000010", "expert", code),
        Officer("admin", "系统管理员", "", "administrator", code),
        Officer("anquan", "安全管理员", "", "security_administrator", code),
        Officer("shenji", "审计管理员", "", "audit_administrator", code),
    )
