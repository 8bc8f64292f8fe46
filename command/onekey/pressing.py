"""Verbs on presses: confirm (or join the one that is under way), undo. Everything one press sets off is one transaction."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection

from command.onekey.approving import act_of
from command.onekey.kinds import PRESS
from command.onekey.models import FAILED, LEG_UNDONE, PART_NAMES, RUNNING, UNDONE, Leg, Press
from command.onekey.parts import BY_NAME, PARTS
from command.onekey.rows import PressConfirmed, PressUndone
from command.onekey.tally import TALLY, tally
from command.onekey.token import Seen, differences, digest, prints, read
from command.onekey.wish import Wish
from dispatch.authority.door import require
from dispatch.contacts.models import Person
from dispatch.teams.models import Unit
from dispatch.telling import tell
from realtime import clock
from realtime.accounts.may import Caller
from realtime.clerk.deadlines import clear_deadline, set_deadline
from realtime.codes import Problem
from realtime.log import act
from realtime.rules.models import rule


def fresh_press(key: str, area: str) -> Press | None:
    """The one that a second press in these seconds joins."""
    since = clock.now() - timedelta(seconds=float(rule("onekey.join_s", area)))
    return Press.objects.filter(key=key, at__gt=since).exclude(state=UNDONE).prefetch_related("legs").order_by("-pk").first()


def last_press(key: str) -> Press | None:
    return Press.objects.filter(key=key).order_by("-pk").first()


def confirm(*, who: Caller, token: str, approval: int | None = None) -> PressConfirmed:
    """Orders first, then whoever is to be told; all of it or nothing. Whoever comes second joins the first and sees who that was."""
    seen = read(token, good_s=int(rule("onekey.preview_s")))
    if seen.actor != who.actor:
        raise Problem("invalid", "这份预览不是您的,请自己重新预览后再确认。", where=["token"])
    wish = seen.wish
    with act(who.actor, wish.exercise):
        _one_at_a_time(wish.key)
        known = Press.objects.filter(token=digest(token)).first()
        if known is not None:
            return _confirmed(known, None, [])
        under_way = fresh_press(wish.key, wish.area)
        if under_way is not None:
            return _join(who, under_way, wish)
        _still_so(seen)
        given = require(who, act_of(wish), approval)
        press = _press(who, wish, token, given.pk if given else None)
    return _confirmed(press, None, [])


def _one_at_a_time(key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"onekey:{key}"])


def _still_so(seen: Seen) -> None:
    """What was seen is what is done: anything that matters and has changed is named."""
    words = differences(seen.wish, seen.prints, prints(seen.wish))
    last = last_press(seen.wish.key)
    if last is not None and last.pk != seen.last:
        words.insert(0, f"{last.by_name} 已对同一对象按过一键通")
    if words:
        raise Problem("stale_preview", f"预览之后情况已变:{';'.join(words[:5])}。请重新预览后再确认。", where=words[:50])


def _join(who: Caller, press: Press, wish: Wish) -> PressConfirmed:
    press = Press.objects.select_for_update().get(pk=press.pk)
    if press.by != who.actor and who.name not in press.joined:
        with act(who.actor, press.exercise_id) as log:
            before = press.row()
            press.joined = [*press.joined, who.name]
            press.save(update_fields=["joined"])
            tell(log, press.streams, f"{PRESS}.joined", before, press.row(), area=press.area)
    return _confirmed(press, press.by_name, _not_in(press, wish))


def _not_in(press: Press, wish: Wish) -> list[str]:
    """What the second one wanted and the first one's press does not hold."""
    units = set(wish.units if wish.has("orders") else []) - set(press.wish["units"])
    persons = set(wish.persons if wish.has("callout") else []) - set(press.wish["persons"])
    names = [*Unit.objects.filter(pk__in=units).values_list("name", flat=True)]
    names += Person.objects.filter(pk__in=persons).values_list("name", flat=True)
    return names + [PART_NAMES[name] for name in wish.parts if name not in press.wish["parts"]]


def _press(who: Caller, wish: Wish, token: str, approval: int | None) -> Press:
    with act(who.actor, wish.exercise) as log:
        press = Press.objects.create(
            key=wish.key, kind=wish.kind, area=wish.area, incident_id=wish.incident, title=wish.title[:120], text=wish.text, task=wish.task,
            wish=wish.plain(), token=digest(token), by=who.actor, by_name=who.name[:60], approval_id=approval, exercise_id=wish.exercise,
        )  # fmt: skip
        for part in PARTS:
            if wish.has(part.name):
                _start(who, wish, press, part.name)
        press.state = RUNNING
        press.save(update_fields=["state", "wish"])
        tally(press)
        press.refresh_from_db()
        tell(log, press.streams, f"{PRESS}.confirmed", None, press.row(), area=press.area)
        set_deadline(TALLY, press.pk, float(rule("onekey.count_s", press.area)), exercise=press.exercise_id)
    return press


def _start(who: Caller, wish: Wish, press: Press, name: str) -> None:
    """Orders stand or fall with the press. Any other part that cannot start is a leg that says so, and holds up nobody."""
    if name == "orders":
        started = BY_NAME[name].start(who, wish, press)
        Leg.objects.create(press=press, kind=name, of=started.of, ref=started.ref, made=started.made)
        return
    try:
        with act(who.actor, wish.exercise):
            started = BY_NAME[name].start(who, wish, press)
    except Problem as problem:
        Leg.objects.create(press=press, kind=name, state=FAILED, words=problem.detail[:300], failed=1, of=1)
        return
    Leg.objects.create(press=press, kind=name, of=started.of, ref=started.ref, made=started.made)


def _confirmed(press: Press, joined_to: str | None, left_out: list[str]) -> PressConfirmed:
    return {**press.row(), "joined_to": joined_to, "left_out": left_out}


def undo(*, who: Caller, press_id: int) -> PressUndone:
    """What can be taken back is; what cannot is said, and can be put right by a correction."""
    with act(who.actor, exercise_of(press_id)) as log:
        press = lock(press_id)
        if press.state == UNDONE:
            raise Problem("wrong_state", f"这次一键通已由 {press.undone_name} 撤回。")
        before = press.row()
        undone: list[str] = []
        stays: list[str] = []
        for leg in press.legs.exclude(state=FAILED).order_by("-pk"):  # calls stop before the teams turn round
            leg.press = press
            try:
                with act(who.actor, press.exercise_id):
                    taken = BY_NAME[leg.kind].undo(who, leg)
            except Problem as problem:
                stays.append(problem.detail)
                continue
            undone += taken.undone
            stays += taken.stays
            leg.state = LEG_UNDONE
            leg.save(update_fields=["state"])
        press.state, press.undone_by, press.undone_name, press.undone_at = UNDONE, who.actor, who.name[:60], clock.now()
        press.save()
        tally(press)
        clear_deadline(TALLY, press.pk)
        tell(log, press.streams, f"{PRESS}.undone", before, press.row(), area=press.area)
    return {"press": press.row(), "undone": undone, "stays": stays}


def exercise_of(press_id: int) -> int | None:
    return Press.objects.filter(pk=press_id).values_list("exercise_id", flat=True).first()


def lock(press_id: int) -> Press:
    press = Press.objects.select_for_update().filter(pk=press_id).first()
    if press is None:
        raise Problem("not_found", "没有这次一键通。")
    return press
