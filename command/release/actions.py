"""Verbs on a release: draft from the latest signed report, change, submit, return, sign by the single outlet, correct, withdraw, drop."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from command.opinion.models import Item, Step
from command.release import wording
from command.release.checking import latest_report, outlet_of, require_public, require_same
from command.release.measures import MEASURES, wrong
from command.release.models import CORRECTED, COUNTER, DRAFT, DROPPED, KINDS, MOVES, SIGNED, STATES, SUBMITTED, WITHDRAWN, Release
from command.release.reported import reported_figures
from command.release.rows import ReleaseRow
from command.reports.numbering import next_in_series
from command.reports.offices import area_name
from dispatch.incidents.models import Incident, type_name
from dispatch.telling import tell
from realtime import clock
from realtime.accounts.may import Caller
from realtime.areas.models import DISTRICT, TOWN
from realtime.codes import Problem
from realtime.log import Log, act
from realtime.rules.models import rule

SERIES = "release"
STATE_NAMES = dict(STATES)


class Change(NamedTuple):
    """A release under lock, as it was, and the log of the action."""

    release: Release
    before: ReleaseRow
    log: Log

    def told(self, verb: str) -> None:
        self.release.save()
        tell(self.log, self.release.streams, f"release.{verb}", self.before, self.release.row(), area=self.release.area)

    def go(self, state: str) -> None:
        if state not in MOVES[self.release.state]:
            raise Problem("wrong_state", f"这份发布稿{STATE_NAMES[self.release.state]},不能改为“{STATE_NAMES[state]}”。")
        self.release.state = state


def draft_release(
    *, actor: str, name: str, kind: str, incident_id: int | None = None, opinion_id: int | None = None, area: str = "", exercise: int | None = None
) -> Release:  # fmt: skip
    """From the latest signed report; of a rumour, with the words that counter it."""
    if kind not in dict(KINDS):
        raise Problem("invalid", "类别为灾情通报、处置进展或澄清辟谣。", where=["kind"])
    incident = _incident(incident_id) if incident_id is not None else None
    item = _item(opinion_id) if opinion_id is not None else None
    if item is not None:
        incident = incident or item.incident
        if incident is not None and incident.exercise_id != item.exercise_id:
            raise Problem("exercise", "舆情与事件不在同一演练或实战中。")
    if incident is None and kind != COUNTER:
        raise Problem("invalid", "灾情通报、处置进展须指明事件。", where=["incident"])
    exercise = incident.exercise_id if incident else item.exercise_id if item else exercise
    with act(actor, exercise) as log:
        release = Release(
            incident=incident, opinion=item, kind=kind, area=incident.area if incident else item.area if item else area or settings.CITY,
            as_of=clock.now(), drafted_by=actor, drafted_name=name, exercise_id=exercise,
        )  # fmt: skip
        _fill(release, incident, item)
        release.save()
        release.refresh_from_db()
        tell(log, release.streams, "release.drafted", None, release.row(), area=release.area)
    return release


def _fill(release: Release, incident: Incident | None, item: Item | None) -> None:
    if incident is None:
        release.title = f"关于“{item.title[:60] if item else '网传信息'}”的情况说明"[:120]
        release.text = item.counter_text if item and item.counter_text else "经核实,网传信息不实。请以官方发布为准,不信谣、不传谣。"
        return
    report = latest_report(release)
    figures = reported_figures(report)
    release.figures = {key: figures[key] for key in MEASURES if key in figures} if release.kind != COUNTER else {}
    if report is not None and report.signed_at is not None:
        release.as_of = report.signed_at
    where, event = _where(incident), type_name(incident.type_id) or "突发事件"
    release.title = wording.title(where=where, event=event, kind=release.kind)
    if release.kind == COUNTER and item is not None and item.counter_text:
        release.text = item.counter_text
        return
    release.text = wording.text(
        where=where,
        event=event,
        began=localtime(incident.opened_at),
        as_of=localtime(release.as_of),
        figures=release.figures,
        phase=incident.phase,
    )


def _where(incident: Incident) -> str:
    """District and town; the place as the officer typed it may be a target or a door number."""
    names = [area_name(incident.area[:digits]) for digits in (DISTRICT, TOWN) if len(incident.area) >= digits]
    return "".join(names) or area_name(settings.CITY)


def change_release(*, actor: str, release_id: int, version: int, values: Mapping[str, Any]) -> Release:
    """Words and numbers of a draft."""
    with changing(actor, release_id) as change:
        one = change.release
        if one.state not in (DRAFT, SUBMITTED):
            raise Problem("wrong_state", f"这份发布稿{STATE_NAMES[one.state]},不能再改。已发布的请作更正。")
        if one.version != version:
            raise Problem("conflict", "这份发布稿刚被别人改过,请刷新后对照再改。")
        if (said := values.get("figures")) is not None and (bad := wrong(said)):
            raise Problem("invalid", bad[1], where=[f"figures.{bad[0]}"])
        if (lines := values.get("lines")) is not None:
            _require_lines(one, lines)
        if (as_of := values.get("as_of")) is not None and as_of > clock.now():
            raise Problem("invalid", "数据截至时间不能晚于现在。", where=["as_of"])
        for key, value in values.items():
            setattr(one, key, value.strip() if isinstance(value, str) else value)
        if one.state == SUBMITTED:  # who signs what was changed under their hand?
            change.go(DRAFT)
        one.version += 1
        change.told("changed")
    return one


def _require_lines(release: Release, lines: Sequence[Mapping[str, Any]]) -> None:
    seen: set[tuple[str, str]] = set()
    for number, line in enumerate(lines):
        if (bad := wrong({line["measure"]: line["value"]})) is not None:
            raise Problem("invalid", bad[1], where=[f"lines.{number}.{bad[0]}"])
        if len(line["area"]) != TOWN or not line["area"].startswith(release.area[:DISTRICT]):
            raise Problem("invalid", f"{line['area']} 不是本辖区的乡镇(街道):灾情以乡镇为统计单位。", where=[f"lines.{number}.area"])
        if (line["area"], line["measure"]) in seen:
            raise Problem("invalid", f"{area_name(line['area'])}的{MEASURES[line['measure']].name}填了两次。", where=[f"lines.{number}"])
        seen.add((line["area"], line["measure"]))


def submit_release(*, actor: str, name: str, release_id: int) -> Release:
    """送签. What must not be public goes no further; numbers may still be settled by a new report."""
    with changing(actor, release_id) as change:
        one = change.release
        if not one.title.strip() or not one.text.strip():
            raise Problem("invalid", "标题和正文不能为空。", where=["text"])
        require_public(one)
        change.go(SUBMITTED)
        one.submitted_name, one.submitted_at, one.returned_why = name, clock.now(), ""
        change.told("submitted")
    return one


def return_release(*, actor: str, release_id: int, why: str) -> Release:
    with changing(actor, release_id) as change:
        change.go(DRAFT)
        change.release.returned_why = why.strip()[:300]
        change.told("returned")
    return change.release


def sign_release(*, actor: str, who: Caller, release_id: int) -> Release:
    """签发: by the single outlet, every number as the latest signed report has it. From now on it is public – unless it is a drill."""
    with changing(actor, release_id) as change:
        one = change.release
        if one.state != SUBMITTED:
            raise Problem("wrong_state", f"这份发布稿{STATE_NAMES[one.state]},须先送签。")
        outlet = outlet_of(one, who)
        if not outlet.ok:
            raise Problem("not_outlet" if outlet.text or one.incident is None else "four_ones", outlet.why, where=["outlet"])
        require_public(one)
        one.report = require_same(one)
        change.go(SIGNED)
        one.outlet, one.signed_by, one.signed_name, one.signed_at = outlet.text[:300], actor, who.name, clock.now()
        one.number_year, one.number = next_in_series(area=settings.CITY, series=SERIES, exercise=one.exercise_id)
        drill = "演练" if one.exercise_id else ""
        one.number_text = f"{rule('release.series', one.area)}{drill}〔{one.number_year}〕{one.number}号"
        if one.replaces_id is not None:
            _replace(change.log, one)
        change.told("signed")
        if one.opinion_id is not None:
            Step.objects.create(item_id=one.opinion_id, verb="released", text=one.number_text, by=actor, by_name=who.name)
    return one


def _replace(log: Log, correction: Release) -> None:
    """What it corrects stays readable and says so."""
    assert correction.replaces_id is not None
    old = Release.objects.select_for_update(of=("self",)).get(pk=correction.replaces_id)
    if old.state != SIGNED:
        raise Problem("wrong_state", f"{old.number_text}{STATE_NAMES[old.state]},不能再更正。")
    before = old.row()
    old.state, old.over_at = CORRECTED, clock.now()
    old.save()
    tell(log, old.streams, "release.corrected", before, old.row(), area=old.area)


def correct_release(*, actor: str, name: str, release_id: int) -> Release:
    """更正: a new draft that takes the other's place when it is signed; its numbers are those of the report now."""
    with changing(actor, release_id) as change:
        old = change.release
        if old.state != SIGNED:
            raise Problem("wrong_state", f"这份发布稿{STATE_NAMES[old.state]},只有在发的可以更正。")
        fresh = Release(
            incident=old.incident, opinion=old.opinion, area=old.area, kind=old.kind, title=old.title, text=old.text, figures=dict(old.figures), lines=list(old.lines),
            as_of=old.as_of, replaces=old, drafted_by=actor, drafted_name=name, exercise_id=old.exercise_id,
        )  # fmt: skip
        if old.incident is not None and old.kind != COUNTER:
            _fill(fresh, old.incident, old.opinion)
            fresh.title, fresh.lines = old.title, []
        try:
            with transaction.atomic():
                fresh.save()
        except IntegrityError:
            holder = old.replaced_by.exclude(state=DROPPED).values_list("pk", flat=True).first()
            raise Problem("exists", "已有一份更正稿,请在其上修改。", holder={"release": holder}) from None
        fresh.refresh_from_db()
        tell(change.log, fresh.streams, "release.drafted", None, fresh.row(), area=fresh.area)
    return fresh


def withdraw_release(*, actor: str, who: Caller, release_id: int, why: str) -> Release:
    """撤回: the public page keeps number and reason, not the words."""
    with changing(actor, release_id) as change:
        one = change.release
        change.go(WITHDRAWN)
        outlet = outlet_of(one, who)
        if not outlet.ok:
            raise Problem("not_outlet", outlet.why, where=["outlet"])
        one.withdrawn_name, one.withdrawn_at, one.withdrawn_why = who.name, clock.now(), why.strip()[:300]
        one.over_at = one.withdrawn_at
        require_public(Release(title="", text=one.withdrawn_why, area=one.area))
        change.told("withdrawn")
    return one


def drop_release(*, actor: str, release_id: int) -> Release:
    with changing(actor, release_id) as change:
        change.go(DROPPED)
        change.release.over_at = clock.now()
        change.told("dropped")
    return change.release


@contextmanager
def changing(actor: str, release_id: int) -> Iterator[Change]:
    found = Release.objects.filter(pk=release_id).first()
    if found is None:
        raise Problem("not_found", "没有这份发布稿。")
    with act(actor, found.exercise_id) as log:
        one = Release.objects.select_for_update(of=("self",)).select_related("incident", "opinion").get(pk=release_id)
        yield Change(one, one.row(), log)


def _incident(incident_id: int) -> Incident:
    found = Incident.objects.filter(pk=incident_id).first()
    if found is None:
        raise Problem("not_found", "没有这个事件。", where=["incident"])
    return found


def _item(opinion_id: int) -> Item:
    found = Item.objects.select_related("incident").filter(pk=opinion_id).first()
    if found is None:
        raise Problem("not_found", "没有这条舆情。", where=["opinion"])
    return found
