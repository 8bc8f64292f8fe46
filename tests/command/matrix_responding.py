"""Special periods and the towns' page for the matrix: what each operation needs, one of each thing, a body it accepts."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

from command.duty.periods import save_period

NEEDS = {
    "list_special_periods": "read", "fill_special_periods": "duty.manage", "remove_special_period": "duty.manage",
    "get_town_page": "person", "report_up": "own",
}  # fmt: skip
QUERIES = {"list_special_periods": "&year=2027"}


def responding_things(area: str) -> dict[str, Any]:
    given = {"name": "龙舟赛", "first": date(2028, 6, 1), "last": date(2028, 6, 2), "source": "通告"}
    return {"special_period_id": save_period(actor="system", area=area, period_id=None, given=given).pk}


def responding_bodies(thing: SimpleNamespace) -> dict[str, Any]:
    return {"report_up": {"text": "河水漫过桥面"}, "fill_special_periods": {"area": thing.area, "year": 2027}}
