"""What 舆情 and 灾情发布 leave waiting: posts to judge, mine to answer, topics that rise; releases to sign, to put right, and those a newer report has overtaken."""

from __future__ import annotations

from django.db.models import Q

from command.inbox.dispatching import MOST, inside
from command.inbox.rows import Waiting
from command.opinion.models import FED_BACK, FOUND, HANDLING, JUDGED, Item
from command.opinion.watches import Spike
from command.release.checking import compare, latest_report
from command.release.models import COUNTER, DRAFT, SIGNED, SUBMITTED, Release
from realtime.accounts.may import Caller
from realtime.clock import iso
from realtime.exercises.snapshot import in_the_world


def opinions(who: Caller) -> list[Waiting]:
    """With a clock: to judge, answer and close for the desk; handed to me, mine alone."""
    desk = inside(who, "opinion.handle", "area") & (Q(owner=None) | Q(overdue=True) | Q(state=FED_BACK))
    mine = Q(owner=who.user_id) if who.user_id else Q(pk__in=[])
    rows = Item.objects.filter(desk | mine, in_the_world(), state__in=(FOUND, JUDGED, HANDLING, FED_BACK), archived=False).exclude(
        due_at=None
    )
    return [
        {
            "kind": "opinion", "id": row.pk, "title_code": f"opinion_{'rumour' if row.rumour and row.state != FED_BACK else row.state}",
            "values": {"number": row.number, "title": row.title, "place": row.place}, "area": row.area, "since": iso(row.first_seen_at),
            "due_at": iso(row.due_at), "incident": row.incident_id,
        }
        for row in rows.order_by("due_at", "pk")[:MOST]
    ]  # fmt: skip


def spikes(who: Caller) -> list[Waiting]:
    rows = Spike.objects.filter(inside(who, "opinion.handle", "area"), in_the_world(), seen_at=None).select_related("item")
    return [
        {
            "kind": "opinion_spike", "id": row.pk, "title_code": "opinion_spike",
            "values": {"title": row.item.title, "now": str(row.now), "usual": f"{row.usual:g}", "item": str(row.item_id)}, "area": row.area,
            "since": iso(row.at), "due_at": None, "incident": row.item.incident_id,
        }
        for row in rows.order_by("pk")[:MOST]
    ]  # fmt: skip


def releases(who: Caller) -> list[Waiting]:
    """To sign for who may; to put right for who writes: what came back, and what is out with numbers the report no longer has."""
    sign = inside(who, "release.sign", "area") & Q(state=SUBMITTED)
    back = inside(who, "release.draft", "area") & Q(state=DRAFT) & ~Q(returned_why="")
    out = inside(who, "release.draft", "area") & Q(state=SIGNED) & ~Q(kind=COUNTER)
    rows = Release.objects.filter(sign | back | out, in_the_world(), archived=False).select_related("report").order_by("pk")
    found: list[Waiting] = []
    for row in rows[: 3 * MOST]:
        code = {SUBMITTED: "release_submitted", DRAFT: "release_returned"}.get(row.state)
        if row.state == SIGNED:
            newest = latest_report(row)
            overtaken = newest is not None and newest.pk != row.report_id and bool(compare(row, newest)[0])
            code = "release_overtaken" if overtaken and not row.replaced_by.exclude(state="dropped").exists() else None
        if code is not None:
            found.append({
                "kind": "release", "id": row.pk, "title_code": code, "values": {"title": row.title, "number": row.number_text, "why": row.returned_why},
                "area": row.area, "since": iso(row.submitted_at if row.state == SUBMITTED else row.signed_at or row.drafted_at), "due_at": None,
                "incident": row.incident_id,
            })  # fmt: skip
    return found[:MOST]
