"""An item whole, for who judges it; a source for who looks after it; the figures of some days."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.db.models import Min

from command.opinion.feeds import Source
from command.opinion.linking import earlier, near
from command.opinion.models import CLOSED, OVER, Item, Step
from command.opinion.reading import DROP, HOOK
from command.opinion.rows import OpinionFigures, OpinionSourceWhole, OpinionWhole
from command.opinion.watches import Watch
from command.reports.owing import Reporting
from devices.feeds.secrets import key_of
from dispatch.incidents.models import type_name
from realtime.accounts.may import Caller
from realtime.clock import iso
from realtime.codes import Problem

HANDLE, MANAGE = "opinion.handle", "opinion.manage"


def found(item_id: int) -> Item:
    one = Item.objects.select_related("incident").filter(pk=item_id).first()
    if one is None:
        raise Problem("not_found", "没有这条舆情。")
    return one


def source_found(source_id: int) -> Source:
    one = Source.objects.filter(pk=source_id).first()
    if one is None:
        raise Problem("not_found", "没有这个舆情来源。")
    return one


def whole(item: Item, who: Caller) -> OpinionWhole:
    reporting = Reporting.objects.filter(pk=item.incident_id).first() if item.incident_id else None
    return cast("OpinionWhole", {
        **item.row(), "text": item.text, "words": item.words, "rule_name": Watch.objects.filter(pk=item.watch or 0).values_list("name", flat=True).first() or "",
        "counter_text": item.counter_text, "hazard_name": type_name(item.hazard) or "", "incident_number": item.incident.number if item.incident else "",
        "before_report": earlier(item, reporting), "first_report_at": iso(reporting.first_report_at) if reporting else None,
        "told": [one.row() for one in item.told.select_related("source")[:200]], "steps": [one.row() for one in item.steps.all()],
        "near": near(item) if item.incident_id is None and item.open else [], "may_handle": who.may(HANDLE, item.area),
    })  # fmt: skip


def source_whole(source: Source, token: str | None = None) -> OpinionSourceWhole:
    return cast("OpinionSourceWhole", {
        **source.row(), "code": source.code, "kind_name": source.get_kind_display(), "url": source.url, "key": bool(key_of(source.secret)),
        "folder": str(source.folder) if source.kind == DROP else "", "every_s": source.every_s, "options": source.options, "weight": source.weight,
        "license": source.license, "taken": source.taken, "passed": source.passed, "failures": source.failures, "tried_at": iso(source.tried_at),
        "due_at": None if source.kind == HOOK else iso(source.due_at), "token": token,
    })  # fmt: skip


def figures(area: str, since: datetime) -> OpinionFigures:
    """Exercises are in no figure."""
    items = Item.objects.filter(area__startswith=area, exercise_id=None, at__gte=since)
    linked = items.exclude(incident=None).values("incident").annotate(first=Min("first_seen_at"))
    reported = dict(Reporting.objects.filter(pk__in=[one["incident"] for one in linked]).values_list("pk", "first_report_at"))
    first = sum(1 for one in linked if (at := reported.get(one["incident"])) is None or one["first"] < at)
    judged = [
        (step.at - step.item.at).total_seconds() / 60
        for step in Step.objects.filter(item__in=items, verb="judged").select_related("item").order_by("item_id", "pk").distinct("item_id")
    ]
    return {
        "since": str(iso(since)), "found": items.count(), "open": items.exclude(state__in=OVER).count(),
        "overdue": items.filter(overdue=True).exclude(state__in=OVER).count(), "closed": items.filter(state=CLOSED).count(),
        "rumours": items.filter(rumour=True).count(), "incidents": len(linked), "linked_first": first,
        "judge_min": round(sum(judged) / len(judged), 1) if judged else None,
    }  # fmt: skip
