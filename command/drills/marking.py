"""log, evaluators → **marking** → score: what was seen by itself, what a person saw, and both added up."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from statistics import median

from command.drills.changing import changing, require
from command.drills.matching import Expected, Found, Happened, recognise
from command.drills.models import ABORTED, ENDED, FIRED, LEVELS, OVER, PAUSED, RUNNING, DrillInject, DrillMark, DrillPlan
from command.drills.players import as_player
from command.drills.rows import DrillInjectRow, DrillLevelSum, DrillMarkRow, DrillScore, DrillSum
from command.drills.scoring import Mark, Sum, add_up, by_goal, by_unit, grade
from command.drills.targets import level_of
from command.drills.watched import ACTIONS
from dispatch.callout.models import Call
from realtime import clock
from realtime.clock import iso
from realtime.codes import Problem
from realtime.files.models import File
from realtime.log.models import Event
from realtime.rules.models import rule

NOBODYS = ("clerk", "system", "rule:")  # what the system did by itself is nobody's answer
ONE_ACT_S = 1.0  # streams of one action are written within the same commit


def found_in_log(plan: DrillPlan) -> dict[int, Found]:
    """By inject; only what an event can show."""
    watched = [one for one in plan.script.filter(state=FIRED) if one.action in ACTIONS and ACTIONS[one.action].kinds and one.fired_at]
    if plan.exercise_id is None or not watched:
        return {}
    now = (plan.ended_at or clock.now()).timestamp()
    expected = [_expected(one) for one in watched]
    kinds = {kind for one in expected for kind in one.kinds}
    return recognise(expected, _happened(plan, kinds), now)


def _expected(inject: DrillInject) -> Expected:
    action = ACTIONS[inject.action]
    own = inject.made.get(action.own) if action.own else None
    kinds = frozenset(f"{kind}+{action.has}" if action.has else kind for kind in action.kinds)
    assert inject.fired_at is not None
    return Expected(
        inject.pk, kinds, inject.fired_at.timestamp(), inject.within_s, frozenset(own) if own else None, action.every and bool(own)
    )


def _happened(plan: DrillPlan, kinds: set[str]) -> list[Happened]:
    """Each event once, though several streams carry it. `kind+field` is a change of that field."""
    plain = {kind.partition("+")[0] for kind in kinds}
    rows = Event.objects.filter(exercise_id=plan.exercise_id, kind__in=plain, at__gte=plan.at).values_list(
        "kind", "at", "actor", "body", "stream", "seq"
    )
    found: list[Happened] = []
    last: dict[tuple[str, str], float] = {}
    for kind, at, actor, text, stream, seq in rows.order_by("at"):
        if actor.startswith(NOBODYS):
            continue
        body, moment = json.loads(text), at.timestamp()
        again = moment - last.get((kind, text), 0.0) < ONE_ACT_S
        last[kind, text] = moment
        if not again:
            subject = int(body.get("id") or 0)
            found += [
                Happened(moment, name, subject, f"{stream}#{seq}")
                for name in (kind, *(f"{kind}+{field}" for field in body))
                if name in kinds
            ]
    return found


def marks_of(plan: DrillPlan) -> dict[int, DrillMarkRow]:
    """An evaluator's word stands before the log; once the drill is over what the log had shown stands as it was written down."""
    said = {mark.inject_id: mark.row() for mark in DrillMark.objects.filter(inject__plan=plan)}
    shown = {} if plan.state in OVER else found_in_log(plan)
    by_log = {
        number: DrillMarkRow(verdict=one.verdict, auto=True, seconds=one.seconds, at=None, note="", file=None, by_name="")
        for number, one in shown.items()
    }
    return by_log | said


def freeze(plan: DrillPlan) -> None:
    said = set(DrillMark.objects.filter(inject__plan=plan).values_list("inject_id", flat=True))
    DrillMark.objects.bulk_create(
        [
            DrillMark(inject_id=number, verdict=one.verdict, auto=True, seconds=one.seconds, at=clock.now())
            for number, one in found_in_log(plan).items()
            if number not in said and one.verdict != "open"
        ]
    )


def mark_inject(
    *, actor: str, name: str, inject_id: int, verdict: str, note: str = "", seconds: float | None = None, file: File | None = None
) -> DrillPlan:
    """An evaluator's word, during the drill or after it. `open` takes it back."""
    found = DrillInject.objects.filter(pk=inject_id).select_related("plan").first()
    if found is None:
        raise Problem("not_found", "没有这个情景。")
    with changing(actor, found.plan_id) as change:
        require(change.plan, (RUNNING, PAUSED, ENDED, ABORTED), "评定")
        if found.state != FIRED:
            raise Problem("wrong_state", f"情景 {found.number} 没有发出,不评定。")
        before = DrillMark.objects.filter(inject=found).first()
        if verdict == "open" and file is None:
            DrillMark.objects.filter(inject=found).delete()
        else:
            DrillMark.objects.update_or_create(
                inject=found,
                defaults={
                    "verdict": verdict, "auto": False, "seconds": seconds, "note": note.strip()[:500], "by_name": name[:60], "at": clock.now(),
                    "file": file or (before.file if before else None),
                },
            )  # fmt: skip
        change.told("marked")
    return change.plan


def score(plan: DrillPlan) -> DrillScore:
    marks, script = marks_of(plan), list(plan.script.all())
    rows: list[DrillInjectRow] = [inject.row(marks.get(inject.pk)) for inject in script]
    counted = [
        Mark(
            one.goal,
            one.unit,
            one.points,
            marks[one.pk]["verdict"] if one.pk in marks else "open",
            marks[one.pk]["seconds"] if one.pk in marks else None,
        )
        for one in script
        if one.state == FIRED and (one.action or one.expect)
    ]
    late = float(rule("drill.late_worth", plan.area))
    whole = add_up(counted, late)
    names = [*plan.goals, "其他"]
    goals = [_sum(name, one) for name, one in zip(names, by_goal(counted, len(plan.goals), late), strict=True) if one.of or name != "其他"]
    return {
        "whole": _sum(plan.title, whole), "grade": grade(whole.share, dict(rule("drill.grades", plan.area))), "goals": goals,
        "units": [_sum(unit or "未写明单位", one) for unit, one in by_unit(counted, late).items()], "levels": levels_of(plan), "script": rows,
        "proposed": proposed(script, marks), "at": str(iso(clock.now())),
    }  # fmt: skip


def _sum(name: str, one: Sum) -> DrillSum:
    return {
        "name": name, "of": one.of, "met": one.met, "late": one.late, "missed": one.missed, "open": one.open, "points": one.points,
        "most": one.most, "share": one.share,
    }  # fmt: skip


def proposed(script: Iterable[DrillInject], marks: dict[int, DrillMarkRow]) -> list[str]:
    """Findings to begin with: what was late or not done, one sentence each."""
    found = []
    for one in script:
        mark = marks.get(one.pk)
        if mark is None or mark["verdict"] not in ("late", "missed"):
            continue
        what = one.expect or (ACTIONS[one.action].name if one.action in ACTIONS else one.title)
        took = f",用时 {mark['seconds'] / 60:.1f} 分钟" if mark["seconds"] is not None else ""
        found.append(
            f"{one.unit}{'超时完成' if mark['verdict'] == 'late' else '未做到'}“{what}”(限 {one.within_s / 60:g} 分钟{took})"[:200]
        )
    return found


def levels_of(plan: DrillPlan) -> list[DrillLevelSum]:
    """五级联动: every level's answers to what had to be answered."""
    if plan.exercise_id is None:
        return []
    asked: defaultdict[str, list[float | None]] = defaultdict(list)
    calls = Call.objects.filter(callout__about="drill", callout__exercise_id=plan.exercise_id, callout__purpose="call", stands_for=None)
    for call in calls.select_related("person__role", "covered_by", "callout"):
        answered = call.answered_at or (call.covered_by.answered_at if call.covered_by else None)
        asked[level_of(as_player(call.person))].append((answered - call.callout.started_at).total_seconds() if answered else None)
    found: list[DrillLevelSum] = []
    for level, _ in LEVELS:
        took = sorted(seconds for seconds in asked[level] if seconds is not None)
        if asked[level] or level in plan.levels:
            found.append({
                "level": level, "of": len(asked[level]), "answered": len(took), "first_s": took[0] if took else None,
                "median_s": median(took) if took else None, "last_s": took[-1] if took else None,
            })  # fmt: skip
    return found
