"""Verbs on drills: start, list, approve, end – and break off into the real thing."""

from __future__ import annotations

from collections.abc import Sequence

from dispatch.contacts.models import Person
from dispatch.drills.models import ENDED, OPEN, Drill, DrillApproval, Participant
from dispatch.drills.rows import DrillRow
from dispatch.telling import tell
from realtime import clock
from realtime.areas.models import Area
from realtime.codes import Problem
from realtime.exercises.actions import end_exercise, start_exercise
from realtime.exercises.models import Exercise
from realtime.log import Log, act
from realtime.rules.models import rule


def start_drill(*, actor: str, name: str, title: str, area: str, kind: str, persons: Sequence[int] = ()) -> Drill:
    """A live drill reaches nobody until two have approved its list; a table-top one never reaches anybody."""
    if not Area.objects.filter(pk=area).exists():
        raise Problem("invalid", "没有这个区划。", where=["area"])
    if not title.strip():
        raise Problem("invalid", "请填写演练名称。", where=["name"])
    with act(actor) as outer:
        del outer
        exercise = start_exercise(actor=actor, name=title.strip()[:80], area=area, kind=kind)
        with act(actor, exercise.pk) as log:
            drill = Drill.objects.create(exercise=exercise, by_name=name)
            if persons:
                _add(drill, actor, persons)
            tell(log, [f"area:{area}"], "drill.started", None, drill.row(), area=area)
    return drill


def list_participants(*, actor: str, exercise_id: int, add: Sequence[int] = (), remove: Sequence[int] = ()) -> Drill:
    """Any change of who is reached needs both approvals again."""
    with act(actor, exercise_id) as log:
        drill = held(exercise_id)
        _live(drill)
        before = drill.row()
        gone, _ = Participant.objects.filter(exercise_id=exercise_id, person_id__in=list(remove)).delete()
        if _add(drill, actor, add) or gone:
            DrillApproval.objects.filter(exercise_id=exercise_id, withdrawn_at=None).update(withdrawn_at=clock.now())
        _tell(log, drill, "drill.listed", before)
    return drill


def _add(drill: Drill, actor: str, persons: Sequence[int]) -> int:
    known = set(Person.objects.current().filter(pk__in=list(persons)).values_list("pk", flat=True))
    if missing := [number for number in persons if number not in known]:
        raise Problem("not_found", f"没有这个联系人或已停用:{missing[0]}。", where=["persons"])
    here = set(drill.exercise.participants.values_list("person_id", flat=True))
    new = [number for number in dict.fromkeys(persons) if number not in here]
    cap = int(rule("drill.cap", drill.exercise.area))
    if len(here) + len(new) > cap:
        raise Problem("invalid", f"参演名单最多 {cap} 人(现 {len(here)} 人,拟加 {len(new)} 人)。", where=["persons"])
    Participant.objects.bulk_create(Participant(exercise=drill.exercise, person_id=number, by=actor) for number in new)
    return len(new)


def approve_drill(*, actor: str, name: str, exercise_id: int) -> Drill:
    """The second signature by another person opens the way out, for exactly the list as it is."""
    with act(actor, exercise_id) as log:
        drill = held(exercise_id)
        _live(drill)
        count = drill.exercise.participants.count()
        if not count:
            raise Problem("wrong_state", "参演名单为空,无可批准。")
        if count > (cap := int(rule("drill.cap", drill.exercise.area))):
            raise Problem("wrong_state", f"参演名单 {count} 人,超过上限 {cap} 人,请先删减。")
        if DrillApproval.objects.filter(exercise_id=exercise_id, by=actor, withdrawn_at=None).exists():
            raise Problem("wrong_state", "您已批准,还须另一人批准。")
        before = drill.row()
        DrillApproval.objects.create(exercise_id=exercise_id, by=actor, by_name=name, count=count)
        _tell(log, drill, "drill.approved", before)
    return drill


def end_drill(*, actor: str, name: str, exercise_id: int) -> Drill:
    return close(actor=actor, name=name, exercise_id=exercise_id, state=ENDED, kind="drill.ended")


def close(*, actor: str, name: str, exercise_id: int, state: str, kind: str, users: Sequence[int] = ()) -> Drill:
    with act(actor, exercise_id) as log:
        drill = held(exercise_id)
        before = drill.row()
        drill.state, drill.ended_at, drill.ended_name = state, clock.now(), name
        drill.save(update_fields=["state", "ended_at", "ended_name"])
        end_exercise(actor=actor, exercise_id=exercise_id)
        _tell(log, drill, kind, before)
        for user in users:
            tell(log, [f"user:{user}"], kind, None, drill.row(), area=drill.exercise.area)
    return drill


def held(exercise_id: int) -> Drill:
    """Locked, and going on. An exercise started elsewhere gets its row here."""
    exercise = Exercise.objects.select_for_update().filter(pk=exercise_id).first()
    if exercise is None:
        raise Problem("not_found", "没有这场演练。")
    drill, _ = Drill.objects.select_for_update().get_or_create(exercise=exercise, defaults={"by_name": exercise.started_by})
    if drill.state != OPEN or exercise.ended_at is not None:
        raise Problem("wrong_state", "这场演练已结束。")
    drill.exercise = exercise
    return drill


def _live(drill: Drill) -> None:
    if drill.exercise.kind != Exercise.LIVE:
        raise Problem("wrong_state", "桌面推演不向外联络,没有参演名单。")


def _tell(log: Log, drill: Drill, kind: str, before: DrillRow) -> None:
    tell(log, [f"area:{drill.exercise.area}"], kind, before, drill.row(), area=drill.exercise.area)


def carry_approvals(*, actor: str, exercise_id: int, approvals: Sequence[tuple[str, str]]) -> Drill:
    """The list was approved before the drill began, (who, name) each, exactly as it stands: the same stand under the drill's own."""
    with act(actor, exercise_id) as log:
        drill = held(exercise_id)
        _live(drill)
        before = drill.row()
        count = drill.exercise.participants.count()
        DrillApproval.objects.bulk_create(
            [DrillApproval(exercise_id=exercise_id, by=by, by_name=name, count=count) for by, name in dict(approvals).items()]
        )
        _tell(log, drill, "drill.approved", before)
    return drill
