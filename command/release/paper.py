"""release → **paper** → .docx, .pdf: on the same sheet as every official paper of the house."""

from __future__ import annotations

from django.utils.timezone import localtime

from command.release.measures import MEASURES, said
from command.release.models import Release
from command.reports.offices import area_name, office
from command.reports.paper.sheet import Sheet, official
from realtime import clock


def sheet(release: Release, by: str) -> Sheet:
    """`by`: who takes it away."""
    at = localtime(release.signed_at or clock.now())
    table = [[MEASURES[key].name, official(said(key, release.figures[key]))] for key in MEASURES if key in release.figures]
    table += [
        [area_name(line["area"]), official(f"{MEASURES[line['measure']].name}{said(line['measure'], line['value'])}")]
        for line in release.lines
    ]
    lines = [line.strip() for line in release.text.splitlines() if line.strip()]
    return Sheet(
        form=release.get_kind_display(), office=office(release.area), number=release.number_text or "(未签发)", secrecy="公开", urgency="",
        signer=release.signed_name, reviewer=release.submitted_name, writer=release.drafted_name, to="", cc="", title=official(release.title),
        paragraphs=[{"heading": "", "text": official(line)} for line in lines], table=table, picture="", caption="",
        date=f"{at.year}年{at.month}月{at.day}日", exported=f"{by} {localtime(clock.now()):%Y-%m-%d %H:%M} 导出", mark="", drill=release.exercise_id is not None,
    )  # fmt: skip
