"""What people write in a cell → codes: districts, trades, equipment and the rest by the names people know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from dispatch.teams.capabilities import CAPABILITIES, DOMAINS
from dispatch.teams.models import Base, Item, Member, Unit, Vehicle
from realtime.areas.models import TOWN, VILLAGE, Area


class BadValue(ValueError):
    """Why a cell cannot be taken, in Chinese."""


class Names:
    """Everything a list may refer to, read once for all its rows."""

    def __init__(self) -> None:
        self.areas = dict(Area.objects.values_list("code", "name"))
        self.area_names = _by_name((name, code) for code, name in self.areas.items())
        for code, name in self.areas.items():
            if len(code) == VILLAGE:  # 和平村 there are several; 正果镇和平村 there is one
                self.area_names.setdefault(self.areas.get(code[:TOWN], "") + name, []).append(code)
        self.bases = {base.code: base.code for base in Base.objects.all()} | {base.name: base.code for base in Base.objects.all()}
        items = list(Item.objects.all())
        self.equipment = _both({item.code: item.name for item in items if item.kind == Item.EQUIPMENT})
        self.skills = _both({item.code: item.name for item in items if item.kind == Item.SKILL})
        self.kinds = _both(CAPABILITIES)
        self.domains = _both(DOMAINS)
        self.categories = _both(dict(Unit.CATEGORIES))
        self.forces = _both(dict(Unit.FORCES))
        self.vehicle_kinds = _both(dict(Vehicle.KINDS))
        self.vehicle_statuses = _both(dict(Vehicle.STATUSES))
        self.roles = _both(dict(Member.ROLES))
        self.has_boundaries = Area.objects.exclude(boundary="").exists()

    def area(self, text: str) -> str:
        """A code, or a name that only one area has."""
        if text in self.areas:
            return text
        codes = self.area_names.get(text, [])
        if len(codes) > 1:
            raise BadValue(f"有 {len(codes)} 个“{text}”,请填区划代码")
        if not codes:
            raise BadValue(f"没有区划“{text}”,请填代码或全称,如 440117 或 从化区")
        return codes[0]


def _both(names: Mapping[str, str]) -> dict[str, str]:
    """Codes are taken as well as names."""
    return {code: code for code in names} | {name: code for code, name in names.items()}


def _by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, code in pairs:
        found.setdefault(name, []).append(code)
    return found


def one_of(text: str, known: Mapping[str, str], what: str) -> str:
    if text not in known:
        choices = [name for name in known if not name.isascii()]
        raise BadValue(f"没有这种{what};可填:{'、'.join(choices[:20])}")
    return known[text]


def several(text: str, known: Mapping[str, str], what: str) -> list[str]:
    return list(dict.fromkeys(one_of(part, known, what) for part in parts(text)))


def parts(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[、,,;;\n]", text) if part.strip()]


_COUNTED = re.compile(r"^(.*?)\s*[×xX*::]?\s*(\d+)\s*[^\d\s]{0,2}$")


def counted(text: str, known: Mapping[str, str], what: str) -> dict[str, int]:
    """ "风力灭火机 10、水带×20盘" → codes and numbers."""
    found: dict[str, int] = {}
    for part in parts(text):
        if part in known:
            raise BadValue(f"“{part}”后面请写数量,如 {part} 10")
        match = _COUNTED.match(part)
        if match is None:
            raise BadValue(f"“{part}”看不懂,请写成 名称 数量")
        code = one_of(match[1].strip(), known, f"{what}“{match[1].strip()}”")
        found[code] = found.get(code, 0) + whole(match[2], 1, 1_000_000)
    return found


def whole(text: str, least: int, most: int) -> int:
    try:
        value = int(text)
    except ValueError:
        raise BadValue("应为整数") from None
    if not least <= value <= most:
        raise BadValue(f"应在 {least} 到 {most} 之间")
    return value


def degrees(text: str, most: float) -> float:
    try:
        value = float(text.rstrip("°"))
    except ValueError:
        raise BadValue("应为十进制度数,如 113.5860") from None
    if not -most <= value <= most:
        raise BadValue(f"应在 -{most:g} 到 {most:g} 之间" + (",经度和纬度可能填反了" if most == 90 else ""))
    return value
