"""叫应: of those who were called for themselves, who answered, and after how long. A deputy who stands in is not called for himself."""

from __future__ import annotations

from command.figures.facts import Fact, Family, Measure, Span, amounts, seconds
from dispatch.callout.models import STATES, STOPPED, Call

NAMES = dict(STATES)


def read(span: Span) -> list[Fact]:
    rows = Call.objects.filter(
        started_at__gte=span.start, started_at__lt=span.end, callout__area__startswith=span.area, callout__exercise_id=None, stands_for=None,
        same_as=None, visit=False,
    ).exclude(state=STOPPED)  # fmt: skip
    found = rows.values_list(
        "pk", "callout_id", "started_at", "callout__area", "org", "title", "state", "callout__incident_id", "answered_at", "covered_by"
    )
    return [
        Fact(
            "callout", callout, f"叫应 {callout}", at, area, f"{org} {title} {NAMES.get(state, state)}".strip(), incident,
            state="answered" if answered or covered else "silent", amounts=amounts(answer=seconds(at, answered)),
        )
        for pk, callout, at, area, org, title, state, incident, answered, covered in found
    ]  # fmt: skip


CALLOUTS = Family("callouts", read, ("area", "state"))
MEASURES = [
    Measure("called", "叫应人次", "responses", "count", CALLOUTS, "人次"),
    Measure("called_rate", "叫应率", "responses", "share", CALLOUTS, "%", part=lambda one: one.state == "answered", worse="down"),
    Measure("called_mean", "平均叫应时长", "responses", "mean", CALLOUTS, "秒", amount="answer", worse="up"),
]
