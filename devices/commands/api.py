"""Commands over HTTP: what a terminal may be told, tell it, agree to somebody's, refuse it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from devices.commands.actions import approve, hindrance, issue, kind_of, refuse
from devices.commands.known import APPROVE
from devices.commands.models import Command
from devices.commands.rows import CommandKind, CommandList, CommandRow
from devices.commands.sorts import KINDS
from devices.commands.telling import command_row
from devices.terminals.models import Terminal
from realtime.accounts.may import READ, Caller
from realtime.api import REFUSALS, Body, command, see
from realtime.codes import Problem

router = Router(tags=["devices"])

SHOWN = 20


class NewCommand(Body):
    kind: str = Field(min_length=1, max_length=30)
    params: dict[str, Any] = Field(default_factory=dict, max_length=20)
    reason: str = Field("", max_length=200)


class CommandRefusal(Body):
    reason: str = Field(min_length=1, max_length=200)


@router.get("/terminals/{int:terminal_id}/commands", response={200: CommandList, **REFUSALS}, operation_id="list_commands")
def get_commands(request: HttpRequest, terminal_id: int) -> CommandList:
    """What this terminal understands, what the caller may give, and the last ones given."""
    terminal = _terminal(terminal_id)
    who = see(request, terminal.area)
    kinds: list[CommandKind] = []
    for kind in KINDS:
        if kind.understood(terminal):
            why = hindrance(kind, terminal) if who.may(kind.verb, terminal.area) else "当前岗位没有这项权限"
            fields = list(kind.params.__struct_fields__)
            kinds.append({
                "name": kind.name, "words": kind.words, "fields": fields, "danger": kind.danger, "second": kind.second, "allowed": not why,
                "why": why, "offered": kind.offered(terminal),
            })  # fmt: skip
    items = Command.objects.filter(terminal=terminal).select_related("terminal").order_by("-id")[:SHOWN]
    return {"kinds": kinds, "items": [command_row(item) for item in items], "may_approve": who.may(APPROVE, terminal.area)}


@router.post("/terminals/{int:terminal_id}/commands", response={202: CommandRow, **REFUSALS}, operation_id="issue_command")
def post_command(request: HttpRequest, terminal_id: int, body: NewCommand) -> HttpResponse:
    terminal = _terminal(terminal_id)
    see(request, terminal.area)
    kind = kind_of(body.kind)

    def run(who: Caller) -> CommandRow:
        given = issue(actor=who.actor, name=who.name, terminal=terminal, kind=kind.name, params=body.params, reason=body.reason)
        return command_row(given)

    return command(request, kind.verb, terminal.area, run, status=202)


@router.post("/commands/{int:command_id}/approve", response={202: CommandRow, **REFUSALS}, operation_id="approve_command")
def post_approve(request: HttpRequest, command_id: int) -> HttpResponse:
    """By somebody other than the one who asked."""
    found = _command(command_id)
    see(request, found.area)
    return command(request, APPROVE, found.area, lambda who: command_row(approve(who=who, command_id=found.pk)), status=202)


@router.post("/commands/{int:command_id}/refuse", response={200: CommandRow, **REFUSALS}, operation_id="refuse_command")
def post_refuse(request: HttpRequest, command_id: int, body: CommandRefusal) -> HttpResponse:
    found = _command(command_id)
    see(request, found.area)
    return command(request, READ, found.area, lambda who: command_row(refuse(who=who, command_id=found.pk, reason=body.reason)))


def _terminal(terminal_id: int) -> Terminal:
    terminal = Terminal.objects.live().select_related("subject").filter(pk=terminal_id).first()
    if terminal is None:
        raise Problem("not_found", "没有这个终端。")
    return terminal


def _command(command_id: int) -> Command:
    found = Command.objects.filter(pk=command_id).first()
    if found is None:
        raise Problem("not_found", "没有这条指令。")
    return found
