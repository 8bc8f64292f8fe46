"""rows → **floors** → lender: how many teams of a kind each district keeps at home."""

from __future__ import annotations

import numpy as np

from dispatch.recommend.forces import Ints
from dispatch.recommend.models import Floor


def floor_table(districts: list[str], kinds: list[str]) -> Ints:
    """[district, kind]. The district's own row, else the row of the area above it; a team of the city itself has no district to keep."""
    rows = {(row.area, row.kind): row.units for row in Floor.objects.all()}
    table = np.zeros((len(districts), len(kinds)), np.int64)
    for at, district in enumerate(districts):
        if len(district) < 6:
            continue
        above = [district[:length] for length in range(len(district), 0, -1)]
        for place, kind in enumerate(kinds):
            table[at, place] = next((rows[area, kind] for area in above if (area, kind) in rows), 0)
    return table
