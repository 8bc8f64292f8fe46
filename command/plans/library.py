"""The directory of a city's plans as it is handed out with the system; a plan that is there already is never touched."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from django.conf import settings

from command.plans.models import Plan
from command.plans.sheet import read_file
from command.responses.models import Family

DATA = Path(__file__).parent / "data"
SOURCE = "目录条目:名称、编制单位、版本为示例,请各局以正式预案替换"


def load_library(city: str | None = None) -> int:
    """Entries from `plans-<city>.csv`; those with a file in `worked/` come with their sheet. Returns how many were new."""
    city = city or settings.CITY
    path = DATA / f"plans-{city}.csv"
    if not path.exists():
        return 0
    known, families = set(Plan.objects.values_list("code", flat=True)), set(Family.objects.values_list("code", flat=True))
    with path.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["code"] not in known]
    return len(Plan.objects.bulk_create([_plan(row, city, families) for row in rows]))


def _plan(row: dict[str, str], city: str, families: set[str]) -> Plan:
    plan = Plan(
        code=row["code"], kind=row["kind"], extreme=bool(row["extreme"]), title=row["title"], area=city, edition=row["edition"],
        hazards=[code for code in row["hazards"].split(";") if code], owner=row["owner"], source=SOURCE, body={},
        family_id=row["family"] if row["family"] in families else None, levels=[int(level) for level in row["levels"].split()],
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
    )  # fmt: skip
    worked = DATA / "worked" / f"{row['code']}.json"
    if worked.exists():
        file = read_file(worked.read_text(encoding="utf-8"))
        plan.body, plan.tasks, plan.merges, plan.source = (
            file.sheet.model_dump(mode="json"),
            len(file.sheet.tasks),
            file.merges,
            file.source,
        )
    return plan
