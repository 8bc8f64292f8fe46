"""Rounds of rain and who left ahead of them: weather processes, their evacuations with the town's book, closed long ago."""

from __future__ import annotations

from datetime import datetime, timedelta

from command.consultation.models import WeatherProcess
from command.consultation.processes import HAZARD
from command.evacuation.models import CLOSED, MOVED, Departure, Evacuation
from command.seeding.history.calendar import BY, INVENTED, WHO, Past, split
from realtime.areas.models import Area
from realtime.clock import iso

APART = timedelta(days=5)
SEASON = (3, 10)  # months
GROUPS = (4, 9)  # how many groups of households leave in a round


def make(past: Past) -> int:
    wanted = past.city.year.rounds
    if wanted is None:
        return 0
    begun = _begun(past)
    rows = WeatherProcess.objects.bulk_create([_process(past, number, *one) for number, one in enumerate(begun, 1)])
    people = split(past.dice, wanted.moved, len(rows), least=40)
    sheets = [_evacuation(past, row, count) for row, count in zip(rows, people, strict=True)]
    evacuations = Evacuation.objects.bulk_create([sheet for sheet, _ in sheets])
    lines = [line for row, (_, town), count in zip(rows, sheets, people, strict=True) for line in _book(past, row, town, count)]
    by_start = {row.at: evacuation for row, evacuation in zip(rows, evacuations, strict=True)}
    Departure.objects.bulk_create([Departure(evacuation=by_start[start], **facts) for start, facts in lines])
    return len(rows) + len(evacuations) + len(lines)


def _begun(past: Past) -> list[tuple[datetime, str]]:
    """In order, never two at once; the ones with a name on their days."""
    wanted = past.city.year.rounds
    assert wanted is not None
    found = [(past.clock(datetime(past.year, month, day).date(), 20), name) for _, name, month, day in wanted.named]
    months = [share if SEASON[0] <= month <= SEASON[1] else 0 for month, share in enumerate((1, 1, 2, 5, 8, 9, 7, 7, 5, 2, 1, 1), 1)]
    while len(found) < wanted.number:
        at = past.at(months)
        if all(abs(at - other) >= APART for other, _ in found):
            found.append((at, ""))
    return sorted(found)


def _process(past: Past, number: int, at: datetime, name: str) -> WeatherProcess:
    end = at + timedelta(hours=past.dice.randrange(18, 70))
    level = past.dice.choice(("中雨到大雨", "大雨到暴雨", "暴雨,局部大暴雨")) if not name else "暴雨,局部特大暴雨"
    return WeatherProcess(
        area=past.city.code, number=number, year=past.year, kind="rain", name=name or f"{past.year} 年第 {number} 轮强降雨过程", hazard=HAZARD["rain"],
        started_at=at, ended_at=end, level=level, levels=[{"at": iso(at), "level": level, "by_name": WHO}], summary=f"{INVENTED}:因灾零死亡。", by=BY, at=at,
    )  # fmt: skip


def _evacuation(past: Past, row: WeatherProcess, people: int) -> tuple[Evacuation, Area]:
    district = past.dice.choice(past.districts)
    town, end = past.town(district), row.ended_at or row.started_at
    sheet = Evacuation(
        number=past.number("ZY", row.started_at), area=town.code, areas=[town.code], kind="pre_emptive", reason=f"{row.name}提前转移({INVENTED})", target=people,
        state=CLOSED, ordered_by="市三防办主任", return_by="市三防办主任", return_facts="雨停,隐患点巡查正常", by=BY, at=row.started_at,
        over_at=end + timedelta(hours=20), archived=True,
    )  # fmt: skip
    return sheet, town


def _book(past: Past, row: WeatherProcess, town: Area, people: int) -> list[tuple[datetime, dict[str, object]]]:
    end = row.ended_at or row.started_at
    hours = max(1, int((end - row.started_at).total_seconds() // 3600) - 2)
    counts = split(past.dice, people, past.dice.randrange(*GROUPS), least=4)
    return [
        (
            row.at,
            {
                "area": town.code, "household": f"{town.name}第 {number} 转移组", "outcome": MOVED, "people": count, "elsewhere": "镇集中安置点", "by": BY,
                "by_name": WHO, "note": INVENTED, "occurred_at": row.started_at + timedelta(hours=past.dice.randrange(hours) / 2),
                "entered_at": row.started_at + timedelta(hours=hours), "returned_at": end + timedelta(hours=18),
            },
        )
        for number, count in enumerate(counts, 1)
    ]  # fmt: skip
