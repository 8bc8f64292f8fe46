"""rows → **forces** → arithmetic: every team that could be asked, as columns, so that thousands are judged at once. No Django."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from dispatch.distance import EARTH_M

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

AVAILABLE, DELAYED, UNAVAILABLE = 0, 1, 2
MEANINGS = {"available": AVAILABLE, "delayed": DELAYED, "unavailable": UNAVAILABLE}
FIX, POST, BASE = 0, 1, 2
SOURCES: tuple[Literal["fix", "post", "base"], ...] = ("fix", "post", "base")
DOMAIN_BITS = {name: 1 << place for place, name in enumerate(("sea", "land", "inland_water", "mountain", "high_rise", "air"))}


@dataclass(frozen=True, slots=True)
class Forces:
    """One column each; `kind`, `category` and `district` are indexes into `kinds`, `categories` and `districts`."""

    kinds: Sequence[str]
    categories: Sequence[str]
    districts: Sequence[str]
    id: Ints
    lon: Floats
    lat: Floats
    base_lon: Floats
    base_lat: Floats
    source: Ints
    age_s: Floats  # of the fix, also of one too old to be used; NaN = never any
    kind: Ints
    category: Ints
    district: Ints
    people: Ints
    counted: Bools  # the head-count was said by somebody lately
    meaning: Ints
    resting: Bools
    held: Ints  # the incident that holds it; 0 = none
    lost: Bools
    domains: Ints  # bits of DOMAIN_BITS
    level: Ints  # of readiness, 1 to 4; 0 = nothing registered

    def __len__(self) -> int:
        return len(self.id)

    def knows(self, domain: str) -> Bools:
        return np.asarray(self.domains & DOMAIN_BITS.get(domain, 0) != 0, np.bool_)

    @property
    def free(self) -> Bools:
        """Could go now: nothing holds it, it is neither off nor resting nor lost."""
        return np.asarray((self.held == 0) & ~self.lost & ~self.resting & (self.meaning != UNAVAILABLE), np.bool_)

    def available_by_group(self) -> Ints:
        """[district, kind] → how many could go now. Delayed ones keep no floor: nobody turns out with them."""
        counts = np.zeros((len(self.districts), len(self.kinds)), np.int64)
        home = self.free & (self.meaning == AVAILABLE)
        np.add.at(counts, (self.district[home], self.kind[home]), 1)
        return counts


def columns(rows: Sequence[Mapping[str, Any]], kinds: Sequence[str]) -> Forces:
    """From one mapping a team, as the tests and small callers have them."""
    categories = sorted({row["category"] for row in rows})
    districts = sorted({row["district"] for row in rows})
    kind_at, category_at, district_at = _index(kinds), _index(categories), _index(districts)

    def ints(values: Sequence[Any]) -> Ints:
        return np.array(values, np.int64)

    return Forces(
        kinds=kinds, categories=categories, districts=districts,
        id=ints([row["id"] for row in rows]),
        lon=np.array([row["lon"] for row in rows], np.float64), lat=np.array([row["lat"] for row in rows], np.float64),
        base_lon=np.array([row["base_lon"] for row in rows], np.float64), base_lat=np.array([row["base_lat"] for row in rows], np.float64),
        source=ints([row["source"] for row in rows]), age_s=np.array([row["age_s"] for row in rows], np.float64),
        kind=ints([kind_at[row["kind"]] for row in rows]), category=ints([category_at[row["category"]] for row in rows]),
        district=ints([district_at[row["district"]] for row in rows]), people=ints([row["people"] for row in rows]),
        counted=np.array([row["counted"] for row in rows], np.bool_), meaning=ints([MEANINGS[row["meaning"]] for row in rows]),
        resting=np.array([row["resting"] for row in rows], np.bool_), held=ints([row["held"] for row in rows]),
        lost=np.array([row["lost"] for row in rows], np.bool_), domains=ints([sum(DOMAIN_BITS.get(name, 0) for name in set(row["domains"])) for row in rows]),
        level=ints([row.get("level", 0) for row in rows]),
    )  # fmt: skip


def _index(names: Sequence[str]) -> dict[str, int]:
    return {name: place for place, name in enumerate(names)}


def metres(lon: Floats, lat: Floats, to_lon: float, to_lat: float) -> Floats:
    """Great circle from every team to one place; degrees WGS-84."""
    phi, to_phi = np.radians(lat), np.radians(to_lat)
    half = np.sin((to_phi - phi) / 2) ** 2 + np.cos(phi) * np.cos(to_phi) * np.sin(np.radians(to_lon - lon) / 2) ** 2
    return np.asarray(2 * EARTH_M * np.arcsin(np.sqrt(np.minimum(1.0, half))), np.float64)
