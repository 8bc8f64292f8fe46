"""The register of responses: so many of each level, proposed, approved and ended by somebody at a clock time. Those for rain lie in its rounds."""

from __future__ import annotations

from datetime import datetime, timedelta

from command.consultation.models import WeatherProcess
from command.responses.models import END, ENDED, FOURTH, IN_FORCE, START, UPGRADE, WRITTEN, Change, Family, Response
from command.seeding.history.calendar import BY, INVENTED, WHO, Past

NUMBER = "XY"
WET = ("rainstorm", "flood")
SEASONS = {
    "wind": (0, 0, 0, 0, 1, 3, 6, 7, 6, 3, 0, 0), "drought": (2, 2, 2, 1, 0, 0, 0, 0, 0, 1, 2, 2), "frost": (6, 4, 1, 0, 0, 0, 0, 0, 0, 0, 2, 6),
    "forest_fire": (3, 3, 3, 2, 0, 0, 0, 0, 1, 3, 3, 3),
}  # fmt: skip
LENGTH_H = {"drought": (200, 500), "frost": (40, 96)}
APPROVERS = {1: ("郑市长", "总指挥"), 2: ("冯副市长", "常务副总指挥"), 3: ("蒋副秘书长", "副总指挥"), 4: ("沈主任", "三防办主任")}
WHY = {
    "rainstorm": "多个区发布暴雨预警信号", "flood": "主要江河水位接近警戒水位", "wind": "台风预警信号生效", "drought": "降雨持续偏少", "frost": "寒冷预警信号生效",
    "forest_fire": "火场面积 1 公顷以上且尚未扑灭",
}  # fmt: skip


def make(past: Past) -> int:
    rounds = list(WeatherProcess.objects.filter(area=past.city.code, year=past.year, exercise_id=None).order_by("started_at"))
    names = dict(Family.objects.values_list("code", "name"))
    plan = sorted(
        (_start(past, family, rounds), family, level)
        for family, levels in past.city.year.responses.items()
        for level, times in levels.items()
        for _ in range(times)
    )
    rows, changes = [], []
    for at, family, level in plan:
        end = at + timedelta(hours=past.dice.randrange(*LENGTH_H.get(family, (8, 46))), minutes=past.dice.randrange(60))
        row = Response(
            number=past.number(NUMBER, at), family_id=family, area=past.city.code, areas=[past.city.code], level=level, state=ENDED, effective_at=at,
            ended_at=end, summary=f"{INVENTED}:响应期间未发生因灾死亡。", archived=True,
        )  # fmt: skip
        rows.append(row)
        changes += _changes(past, row, names[family], at, end)
    Response.objects.bulk_create(rows)
    Change.objects.bulk_create(changes)
    return len(rows)


def _start(past: Past, family: str, rounds: list[WeatherProcess]) -> datetime:
    """To the ten minutes, as announcements say it."""
    if family in WET and rounds:
        one = past.dice.choice(rounds)
        at = one.started_at + timedelta(hours=past.dice.randrange(1, 14))
    else:
        at = past.at(SEASONS.get(family, (1,) * 12))
    return at.replace(minute=at.minute // 10 * 10)


def _changes(past: Past, row: Response, family: str, at: datetime, end: datetime) -> list[Change]:
    """Ⅲ and above begin at Ⅳ more often than not, and are raised."""
    raised = row.level < FOURTH and past.dice.random() < 0.6
    steps: list[tuple[str, int, int | None, datetime]] = [(START, FOURTH if raised else row.level, None, at)]
    if raised:
        steps.append((UPGRADE, row.level, FOURTH, at + (end - at) / 3))
        row.effective_at = steps[-1][3]
    steps.append((END, row.level, row.level, end))
    return [_change(past, row, family, *step) for step in steps]


def _change(past: Past, row: Response, family: str, kind: str, level: int, before: int | None, at: datetime) -> Change:
    name, title = APPROVERS[level]
    asked = at - timedelta(minutes=past.dice.randrange(12, 55))
    word = {START: "启动", UPGRADE: "提升至", END: "终止"}[kind]
    why = "触发条件已解除" if kind == END else WHY.get(row.family_id, "")
    return Change(
        response=row, kind=kind, state=IN_FORCE, level=level, before=before, why=why, proposed_by=BY, proposed_name="王值班", proposed_at=asked, form=WRITTEN,
        approved_by=BY, approver=name, approver_title=title, approved_at=asked + (at - asked) / 2, paper_at=asked + (at - asked) / 2, effective_at=at,
        text=f"决定从{at:%-m月%-d日%-H时%M分}起{word}{family}应急响应。{INVENTED}", receipts=[{"area": row.area, "name": WHO, "by": BY, "at": at.isoformat()}],
    )  # fmt: skip
