"""history → **trails** → map: the way of one subject, thinned to what a line on a map can show."""

from __future__ import annotations

from datetime import datetime

from command.replay.asking import LONGEST, Record, case_of, span
from command.replay.case import CaseRecord
from command.replay.live import LiveRecord
from command.replay.rows import Trail
from devices.terminals.models import Subject
from devices.tracks.reading import gap_ms
from devices.tracks.simplifying import for_display
from realtime.accounts.may import READ, Caller
from realtime.codes import Problem
from realtime.positions import UNKNOWN_U16
from realtime.rules.models import rule

MOST = 5000


def trail_of(who: Caller, subject: int, since: datetime, until: datetime, case: int | None) -> Trail:
    record: Record
    if case is not None:
        record = case_of(who, case)[1]
        label = ""
    else:
        row = Subject.objects.filter(pk=subject).first()
        if row is None or not who.may(READ, row.area):
            raise Problem("not_found", "没有这个对象,或它不在您的辖区内。")
        record, label = LiveRecord(who.scopes), row.label
    since, until = span(record, since, until, LONGEST)
    fixes = record.trail(subject, since, until)
    places, breaks, tolerance_m = for_display(
        fixes["lon"] / 1e7, fixes["lat"] / 1e7, fixes["fixed"],
        tolerance_m=float(rule("tracks.show_m")), gap_ms=gap_ms(subject if case is None else 0), most=MOST,
    )  # fmt: skip
    kept = fixes[places]
    if isinstance(record, CaseRecord):
        label = str(record.board(until, happened=False).state.get("subjects", {}).get(str(subject), {}).get("label", ""))
    points: list[list[float | None]] = [
        [
            int(fix["fixed"]), int(fix["lon"]) / 1e7, int(fix["lat"]) / 1e7,
            None if fix["speed"] == UNKNOWN_U16 else int(fix["speed"]) / 100, None if fix["heading"] == UNKNOWN_U16 else int(fix["heading"]) / 100,
        ]
        for fix in kept
    ]  # fmt: skip
    return {
        "subject": subject, "label": label, "points": points, "breaks": breaks, "tolerance_m": tolerance_m, "left_out": len(fixes) - len(kept),
    }  # fmt: skip
