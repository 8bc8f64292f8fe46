"""Which sectors had the most accidents and deaths in a time, and for how long each county has had none."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db.models import Min
from django.utils.timezone import localdate

from command.figures.facts import Fact, Pick, Span, line
from command.figures.families.accidents import ACCIDENTS
from command.figures.models import Accident
from command.figures.periods import DAY, Days, year_before
from command.figures.reading import Reading, starts
from command.figures.rows import CalmCounty, SectorRank
from command.hazards.models import Sector
from realtime.areas.models import DISTRICT, Area

Sums = dict[str, list[float]]


def sectors(area: str, first: date, last: date) -> list[SectorRank]:
    """Only sectors that had one, now or the year before; the same figures share a rank."""
    days = Days(first, last)
    before = year_before(days)
    read = Reading(area, [one for one in (days, before) if one is not None])
    now = _sums(read.facts(ACCIDENTS, days))
    then = _sums(read.facts(ACCIDENTS, before)) if before is not None else {}
    names = dict(Sector.objects.values_list("code", "name"))
    ordered = sorted({*now, *then}, key=lambda code: (*(-n for n in now.get(code, [0, 0, 0])[:2]), code))
    found: list[SectorRank] = []
    for place, code in enumerate(ordered, 1):
        mine, theirs = now.get(code, [0, 0, 0]), then.get(code, [0, 0, 0])
        same = bool(found) and (found[-1]["accidents"], found[-1]["deaths"]) == (mine[0], mine[1])
        found.append({
            "sector": code, "name": names.get(code) or code or "未注明行业", "rank": found[-1]["rank"] if same else place, "accidents": int(mine[0]),
            "deaths": int(mine[1]), "injured": int(mine[2]), "accidents_before": int(theirs[0]), "deaths_before": int(theirs[1]),
        })  # fmt: skip
    return found


def _sums(facts: list[Fact]) -> Sums:
    found: Sums = defaultdict(lambda: [0, 0, 0])
    for one in facts:
        for place, amount in enumerate((1, one.amounts.get("deaths", 0), one.amounts.get("injured", 0))):
            found[one.sector][place] += amount
    return found


def calm(area: str, today: date | None = None) -> list[CalmCounty]:
    """Whole days since the day of the last one; the longest first. Where the ledger is empty there is nothing to say."""
    until = today or localdate()
    begun = Accident.objects.standing().aggregate(at=Min("happened_at"))["at"]
    if begun is None:
        return []
    newest: dict[str, Fact] = {}
    for one in ACCIDENTS.read(Span(area, begun, starts(until + DAY))):
        code = one.area[:DISTRICT]
        if code not in newest or (one.at, one.id) > (newest[code].at, newest[code].id):
            newest[code] = one
    since = localdate(begun)
    counties = [one for one in Area.objects.under(area[:DISTRICT]).to_towns() if len(one.code) == DISTRICT]
    found: list[CalmCounty] = []
    for county in counties:
        last = newest.get(county.code)
        days = (until - localdate(last.at)).days if last is not None else None
        found.append({
            "area": county.code, "name": county.name, "days": days, "last": line(Pick(last, True, None)) if last is not None else None,
            "since": since.isoformat() if last is None else None,
        })  # fmt: skip
    return sorted(found, key=lambda one: (one["days"] is not None, -(one["days"] or 0), one["area"]))
