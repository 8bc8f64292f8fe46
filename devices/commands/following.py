"""gateway and clerk → **following** → command: sent, answered, further on, or silent too long."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from devices.commands.models import ACCEPTED, ASKED, DONE, EXPIRED, FAILED, ISSUED, MOVES, SENT, TIMED_OUT, Command
from devices.commands.sorts import BY_NAME
from devices.commands.telling import command_row, tell_command
from devices.readings import Progress
from devices.terminals.models import Downlink, Terminal
from devices.tracks.models import LastFix
from realtime import clock
from realtime.accounts.may import Caller
from realtime.clerk.deadlines import set_deadline
from realtime.log import Log, act
from realtime.rules.models import rule

if TYPE_CHECKING:
    from devices.inbox.models import Inbox

LOOK = "command"
FIRST_LOOK_S = 3.0  # by then the gateway has said whether the terminal understands it at all
LOCATE = "locate"
TOLD_STEP = 5.0  # per cent: a flight's percents come each second
TOLD_AFTER = timedelta(seconds=2)


def at_once() -> float:
    return FIRST_LOOK_S


def watched(command_id: int) -> Command:
    return Command.objects.select_for_update(of=("self",)).select_related("terminal__subject").get(pk=command_id)


def move(
    log: Log, command: Command, state: str, *, error: str = "", percent: float | None = None, step: str = "", by: Caller | None = None
) -> bool:
    """One legal step, told; anything else changes nothing. Whoever calls holds the row."""
    if state not in MOVES[command.state]:
        return False
    before, now = command_row(command), clock.now()
    command.state, command.moved_at, command.error = state, now, error[:200]
    if by is not None:
        command.second, command.second_name = by.actor, by.name[:60]
    if step:
        command.step = step[:80]
    if percent is not None:
        command.percent = percent
    if state == SENT:
        command.sent_at = now
    elif state == ACCEPTED:
        command.accepted_at, command.settled_at = now, None
    elif state == DONE:
        command.accepted_at, command.settled_at = command.accepted_at or now, now
        command.percent = None if command.percent is None else 100.0
    else:
        command.settled_at = now
    command.save()
    tell_command(log, state, command, before)
    kind = BY_NAME.get(command.kind)
    if state in (FAILED, TIMED_OUT, EXPIRED) and kind is not None and kind.failed is not None:
        kind.failed(command.terminal, command.error)
    wait = "command.shown_s" if command.settled else "command.answer_s" if state == SENT else "command.silence_s"
    seconds = FIRST_LOOK_S if command.kind == LOCATE and state == SENT else float(rule(wait, command.area))
    set_deadline(LOOK, command.pk, seconds, exercise=command.exercise_id)
    return True


def take_sent(downlink: Downlink) -> None:
    command = _of(downlink)
    if command is not None:
        with act("clerk", command.exercise_id) as log:
            move(log, command, SENT)


def take_answered(downlink: Downlink) -> None:
    """Accepted is not done where it takes its time."""
    command = _of(downlink)
    if command is None:
        return
    with act(f"terminal:{command.terminal_id}", command.exercise_id) as log:
        if downlink.state == Downlink.State.FAILED:
            move(log, command, FAILED, error=downlink.error)
        else:
            kind = BY_NAME.get(command.kind)
            move(log, command, ACCEPTED if kind is not None and kind.runs else DONE)


def take_progress(reading: Progress, terminal: Terminal | None, inbox: Inbox) -> None:
    """By our id of the flight; a return names none, and is the drone's or that of the one behind this gateway."""
    if terminal is None:
        return
    ours = Q(terminal=terminal) | Q(terminal__adapter=terminal.adapter, terminal__meta__gateway=terminal.external_id)
    waiting = Command.objects.filter(ours, kind=reading.kind, state__in=[ISSUED, SENT, ACCEPTED, TIMED_OUT])
    found = (waiting.filter(run=reading.run) if reading.run else waiting).filter(archived=False).order_by("-id").first()
    if found is None and reading.run:
        # a dock's cover names the run by the correlation of its downlink
        found = waiting.filter(run="", archived=False).order_by("-id").first()
    if found is None:
        return
    command = watched(found.pk)
    with act(f"terminal:{command.terminal_id}", command.exercise_id) as log:
        if reading.state == "done":
            move(log, command, DONE, percent=reading.percent, step=reading.step)
        elif reading.state == "failed":
            move(log, command, FAILED, error=reading.text or "设备报告失败", step=reading.step)
        else:
            step = f"已暂停 {reading.step}".strip() if reading.state == "paused" else reading.step
            if not move(log, command, ACCEPTED, percent=reading.percent, step=step):
                _further(log, command, reading.percent, step)


def _further(log: Log, command: Command, percent: float | None, step: str) -> None:
    before, now = command_row(command), clock.now()
    jumped = percent is not None and abs(percent - (command.percent or 0.0)) >= TOLD_STEP
    tells = jumped or (step != command.step and now - command.moved_at >= TOLD_AFTER)
    if tells:
        command.percent, command.step = percent if percent is not None else command.percent, step[:80]
    command.moved_at = now
    command.save(update_fields=["percent", "step", "moved_at"])
    if tells and command_row(command) != before:
        tell_command(log, "progressed", command, before)


def look(command_id: int) -> None:
    """Clerk: has it taken too long? Whatever ended leaves the board after a while."""
    if not Command.objects.filter(pk=command_id, archived=False).exists():
        return
    command = watched(command_id)
    with act("clerk", command.exercise_id) as log:
        if command.settled:
            command.archived = True
            command.save(update_fields=["archived"])
            log.append(f"area:{command.area}", "command.left", {"id": command.pk, "area": command.area})
        elif command.state == ASKED:
            move(log, command, EXPIRED, error="超过批准时限")
        elif command.state == ISSUED:
            _unsent(log, command)
        elif command.state == SENT:
            _unanswered(log, command)
        elif not _wait(command, command.moved_at, "command.silence_s"):
            move(log, command, TIMED_OUT, error="设备已接受,但长时间没有进度")


def _unsent(log: Log, command: Command) -> None:
    downlink = command.downlink
    if downlink is None or downlink.state == Downlink.State.FAILED:
        move(log, command, FAILED, error=downlink.error if downlink else "下行已清除")
    elif downlink.state == Downlink.State.EXPIRED or (downlink.expires_at is not None and downlink.expires_at <= clock.now()):
        move(log, command, EXPIRED, error="设备未在线,指令未发出")
    elif downlink.state == Downlink.State.QUEUED:
        left = (downlink.expires_at - clock.now()).total_seconds() if downlink.expires_at else FIRST_LOOK_S
        set_deadline(LOOK, command.pk, max(FIRST_LOOK_S, left), exercise=command.exercise_id)
    else:
        move(log, command, SENT)  # it went out while we looked


def _unanswered(log: Log, command: Command) -> None:
    """A terminal that is asked where it is answers by saying so."""
    if command.kind == LOCATE and command.sent_at is not None:
        if LastFix.objects.filter(pk=command.terminal.subject_id, received_at__gt=command.sent_at).exists():
            move(log, command, DONE)
            return
        if clock.now() - command.sent_at < timedelta(seconds=float(rule("command.answer_s", command.area))):
            set_deadline(LOOK, command.pk, FIRST_LOOK_S, exercise=command.exercise_id)
            return
    elif _wait(command, command.sent_at or command.asked_at, "command.answer_s"):
        return
    kind = BY_NAME.get(command.kind)
    move(log, command, TIMED_OUT, error=kind.silent if kind is not None and kind.silent else "已发出,设备没有回执")


def _wait(command: Command, since: datetime, limit: str) -> bool:
    """Not yet: look again when it would be too long."""
    left = float(rule(limit, command.area)) - (clock.now() - since).total_seconds()
    if left <= 0:
        return False
    set_deadline(LOOK, command.pk, left + 0.5, exercise=command.exercise_id)
    return True


def _of(downlink: Downlink) -> Command | None:
    found = Command.objects.filter(downlink=downlink).values_list("pk", flat=True).first()
    return watched(found) if found is not None else None
