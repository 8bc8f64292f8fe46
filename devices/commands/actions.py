"""Verbs on commands: give one, agree to somebody else's, refuse it."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import msgspec
from django.db import transaction

from devices.commands.following import LOOK, at_once, move, watched
from devices.commands.known import APPROVE, Kind, Refused
from devices.commands.models import ASKED, EXPIRED, ISSUED, REFUSED, UNSETTLED, Command
from devices.commands.sorts import BY_NAME
from devices.commands.telling import command_row, tell_command
from devices.terminals.actions import send_downlink
from devices.terminals.models import Terminal
from realtime import bus, clock
from realtime.accounts.may import Caller
from realtime.clerk.deadlines import set_deadline
from realtime.codes import Problem
from realtime.exercises.snapshot import is_tabletop
from realtime.log import act
from realtime.rules.models import rule


def kind_of(name: str) -> Kind:
    found = BY_NAME.get(name)
    if found is None:
        raise Problem("invalid", f"没有“{name}”这种指令。", where=["kind"])
    return found


def hindrance(kind: Kind, terminal: Terminal) -> str:
    """What stands against telling this terminal that, in words; empty = nothing."""
    if not kind.understood(terminal):
        return "该终端不支持此指令"
    if terminal.revoked_at is not None:
        return "终端已注销"
    if kind.rule and rule(kind.rule, terminal.area) is not True:
        return f"本区规则 {kind.rule} 未允许远程操作"
    return ""


def issue(*, actor: str, name: str, terminal: Terminal, kind: str, params: dict[str, Any], reason: str = "") -> Command:
    """Queue it, or – where a second person has to agree – put it before them first."""
    sort = kind_of(kind)
    given = _checked(sort, params)
    exercise = terminal.subject.exercise_id
    with act(actor, exercise) as log:
        terminal = Terminal.objects.select_for_update(of=("self",)).select_related("subject").get(pk=terminal.pk)
        if why := hindrance(sort, terminal):
            raise Problem("wrong_state", f"{why}。")
        # What the exercise itself plays is no device out there
        if exercise is not None and is_tabletop(exercise) and terminal.meta.get("simulated") is not True:
            raise Problem("wrong_state", "桌面推演不向外下发指令。")
        if sort.second and not reason.strip():
            raise Problem("invalid", "须第二人批准的指令请写明理由。", where=["reason"])
        same = Command.objects.filter(terminal=terminal, kind=kind, state__in=UNSETTLED)
        if sort.danger and same.exists():
            raise Problem("wrong_state", f"上一条“{sort.words}”尚未结束,请等待结果。")
        run = str(uuid.uuid4()) if sort.starts else str(given.get("run", ""))
        command = Command(
            terminal=terminal, area=terminal.area, kind=kind, params=given | ({"run": run} if run else {}), run=run, actor=actor, name=name,
            reason=reason.strip()[:200], exercise_id=exercise, state=ASKED if sort.second else ISSUED,
        )  # fmt: skip
        if not sort.second:
            _send(command, sort)
        command.save()
        command.refresh_from_db()
        tell_command(log, command.state, command, None)
        wait = float(rule("command.approve_s", command.area)) if sort.second else at_once()
        set_deadline(LOOK, command.pk, wait, exercise=exercise)
    return command


def approve(*, who: Caller, command_id: int) -> Command:
    """Another person's word, in time: then it goes out in the name of both."""
    with act(who.actor, _exercise(command_id)) as log:
        command = watched(command_id)
        _other(who, command)
        if command.state != ASKED:
            raise Problem("wrong_state", f"该指令{command.get_state_display()},不能再批准。")
        if clock.now() - command.asked_at > timedelta(seconds=float(rule("command.approve_s", command.area))):
            move(log, command, EXPIRED, error="超过批准时限")
            return command
        before = command_row(command)
        sort = kind_of(command.kind)
        if why := hindrance(sort, command.terminal):
            raise Problem("wrong_state", f"{why}。")
        command.second, command.second_name, command.state = who.actor, who.name[:60], ISSUED
        _send(command, sort)
        command.save()
        tell_command(log, ISSUED, command, before)
        set_deadline(LOOK, command.pk, at_once(), exercise=command.exercise_id)
    return command


def refuse(*, who: Caller, command_id: int, reason: str) -> Command:
    """By whoever might have agreed, or taken back by the one who asked."""
    with act(who.actor, _exercise(command_id)) as log:
        command = watched(command_id)
        if who.actor != command.actor and not who.may(APPROVE, command.area):
            raise Problem("forbidden", "由申请人撤回,或由有批准权的人员否决。")
        if command.state != ASKED:
            raise Problem("wrong_state", f"该指令{command.get_state_display()},不能再否决。")
        move(log, command, REFUSED, error=reason, by=who)
    return command


def _exercise(command_id: int) -> int | None:
    return Command.objects.values_list("exercise_id", flat=True).get(pk=command_id)


def _other(who: Caller, command: Command) -> None:
    if who.actor == command.actor:
        raise Problem("forbidden", "不能批准自己申请的指令,请由第二人批准。")


def _send(command: Command, sort: Kind) -> None:
    """Inside the action; the gateway publishes it when that commits."""
    try:
        payload = sort.prepare(command.terminal, command.params, command.actor)
    except Refused as why:
        raise Problem("invalid", f"{why}。") from None
    expires = clock.now() + timedelta(seconds=float(rule("command.expires_s", command.area)))
    command.issued_at = clock.now()
    command.downlink = send_downlink(terminal=command.terminal, kind=command.kind, payload=payload, expires_at=expires)
    if command.kind == "flight_prepare":
        transaction.on_commit(lambda: bus.publish(bus.REGISTRY, b""))


def _checked(sort: Kind, params: dict[str, Any]) -> dict[str, Any]:
    try:
        found: dict[str, Any] = msgspec.to_builtins(msgspec.convert(params, sort.params))
    except msgspec.ValidationError as error:
        raise Problem("invalid", f"指令“{sort.words}”的参数不对:{error}。", where=["params"]) from None
    return {name: value for name, value in found.items() if value is not None}
