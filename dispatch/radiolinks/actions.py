"""Verbs on radio links: add, change. Which group a channel is in is the group's own list of members."""

from __future__ import annotations

import ipaddress
from typing import Any

from django.db import IntegrityError, transaction

from devices.terminals.actions import register_terminal
from dispatch.radiolinks.models import RadioLink
from realtime.accounts.models import Token
from realtime.accounts.tokens import issue_token
from realtime.codes import Problem
from realtime.log import act
from realtime.talk.models import CLOSED, TERMINAL, TalkGroup

FIELDS = ("name", "host", "remote_port", "codec", "signalling", "priority", "hang_ms", "guard_ms", "lead_ms", "limit_s", "port", "active")


def add_link(*, actor: str, name: str, area: str, port: int, host: str, **given: Any) -> RadioLink:
    """The gateway becomes a terminal like any radio, and gets a principal of its own that nobody else knows the secret of."""
    _check(host)
    if RadioLink.objects.filter(port=port).exists():
        raise Problem("conflict", f"端口 {port} 已被另一条电台链路使用。", where=["port"])
    with act(actor):
        terminal = register_terminal(
            actor=actor, adapter="radio", external_id=f"roip-{port}", kind="radio", area=area, label=name, meta={"roip": True}
        )
        token, _ = issue_token(actor=actor, kind=Token.TERMINAL, name=name, area=area)
        try:
            with transaction.atomic():
                return RadioLink.objects.create(name=name, area=area, terminal=terminal, token=token, port=port, host=host, **given)
        except IntegrityError:
            raise Problem("conflict", f"端口 {port} 已被另一条电台链路使用。", where=["port"]) from None


def change_link(*, actor: str, link_id: int, **wanted: Any) -> RadioLink:
    """The process opens it anew within a second; a burst that goes on is cut off."""
    if wanted.get("host") is not None:
        _check(wanted["host"])
    with act(actor):
        link = RadioLink.objects.select_for_update().get(pk=link_id)
        for field in FIELDS:
            if wanted.get(field) is not None:
                setattr(link, field, wanted[field])
        try:
            with transaction.atomic():
                link.save()
        except IntegrityError:
            raise Problem("conflict", f"端口 {link.port} 已被另一条电台链路使用。", where=["port"]) from None
    return link


def group_of(link: RadioLink) -> TalkGroup | None:
    """The newest open group its terminal is a speaking or listening member of: a channel is in one group at a time."""
    groups = TalkGroup.objects.filter(members__kind=TERMINAL, members__key=link.terminal_id).exclude(state=CLOSED)
    return groups.order_by("-members__id").first()


def _check(host: str) -> None:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        raise Problem("invalid", f"{host} 不是 IP 地址;网关须填地址,不填域名。", where=["host"]) from None
