"""list of devices → **enrolling** → registry: many terminals at once, each with a secret of its own that is shown this one time."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from typing import NamedTuple

from devices.doors.credentials import digest_of
from devices.terminals.actions import AlreadyRegistered, register_terminal, set_credential
from devices.terminals.models import ADAPTER_CHOICES, KIND_CHOICES, Subject, Terminal
from devices.wire.rights import SEALED_FOR
from devices.wire.topics import topics_of
from realtime.log import act
from realtime.sealing import seal
from realtime.sheets import Column, Line

MOST = 200  # cards of one printing; a page each is what a clerk hands out in a day
SECRET_BYTES = 12  # 16 characters: a person types it where there is no camera
MAX_ID, MAX_LABEL = 128, 80

_ADAPTERS = {words: name for name, words in ADAPTER_CHOICES if name not in ("field", "traccar", "gb28181", "mapped")}
_KINDS = {words: name for name, words in KIND_CHOICES}
COLUMNS = (
    Column("接入方式", True, "设备说什么协议", "本平台电台", tuple(_ADAPTERS)),
    Column("编号", True, "设备在该协议中的编号:电台编号、手机 用户/设备、车载 SIM 卡号、TAK UID", "R0042"),
    Column("名称", True, "地图上显示的名称", "一号手台"),
    Column("终端类别", True, "", "对讲机", tuple(_KINDS)),
    Column("队伍编号", False, "填写则代表该队伍的位置;空 = 单独上图", "T117-01"),
    Column("型号", False, "", "PD780"),
)


class Wanted(NamedTuple):
    line: int
    adapter: str
    external_id: str
    label: str
    kind: str
    subject: Subject | None
    model: str


class Enrolled(NamedTuple):
    """A card to hand out. ``secret`` is kept nowhere."""

    terminal: Terminal
    secret: str
    bundle: bytes = b""  # key and certificate, locked with the secret, where this centre has an authority of its own


class Bad(NamedTuple):
    line: int
    why: str


def read_lines(lines: Iterable[Line], team_of: Callable[[str], Subject | None]) -> tuple[list[Wanted], list[Bad]]:
    """What can be enrolled and what cannot, each with its line; the same device twice in a list is the list's mistake."""
    good: list[Wanted] = []
    bad: list[Bad] = []
    seen: set[tuple[str, str]] = set()
    for line in lines:
        cells = line.cells
        adapter, kind = _ADAPTERS.get(cells.get("接入方式", "")), _KINDS.get(cells.get("终端类别", ""))
        ident, label, team = cells.get("编号", ""), cells.get("名称", ""), cells.get("队伍编号", "")
        subject = team_of(team) if team else None
        if adapter is None:
            why = f"没有“{cells.get('接入方式', '')}”这种接入方式"
        elif kind is None:
            why = f"没有“{cells.get('终端类别', '')}”这种终端类别"
        elif not ident or len(ident) > MAX_ID or any(mark in ident for mark in "+#\n\t "):
            why = "编号为空、过长或含有空格、+、#"
        elif not label or len(label) > MAX_LABEL:
            why = "名称为空或过长"
        elif (adapter, ident) in seen:
            why = "编号在本表中重复"
        elif team and subject is None:
            why = f"没有编号为 {team} 的队伍,或不在您的辖区"
        else:
            seen.add((adapter, ident))
            good.append(Wanted(line.number, adapter, ident, label, kind, subject, cells.get("型号", "")[:80]))
            continue
        bad.append(Bad(line.number, why))
    return good, bad


class Certified(NamedTuple):
    bundle: bytes
    print: str  # SHA-256 of the certificate


# (name it is to carry, password) → a certificate; None where there is no authority or the name does not fit
Certify = Callable[[str, str], Certified | None]


def name_on_certificate(adapter: str, external_id: str) -> str:
    """What the broker takes for the user, and the TAK door for the uid; empty where nobody would ask for a certificate."""
    if adapter == "tak":
        return external_id
    topics = topics_of(adapter, external_id)
    return topics.user if topics is not None else ""


def enrol(
    *, actor: str, area: str, wanted: Iterable[Wanted], certify: Certify = lambda name, password: None
) -> tuple[list[Enrolled], list[Bad]]:
    """All that can be are registered together; a device that is known already keeps what it has."""
    made: list[Enrolled] = []
    bad: list[Bad] = []
    ready = [(one, secret, _certified(certify, one, secret)) for one in wanted if (secret := secrets.token_urlsafe(SECRET_BYTES))]
    with act(actor):
        for one, secret, certified in ready:
            try:
                terminal = register_terminal(
                    actor=actor, adapter=one.adapter, external_id=one.external_id, kind=one.kind,
                    area=one.subject.area if one.subject else area, label=one.label, subject=one.subject,
                    meta={"model": one.model} if one.model else {},
                )  # fmt: skip
            except AlreadyRegistered as twin:
                bad.append(Bad(one.line, f"{twin}"))
                continue
            known = set_credential(
                actor=actor, terminal=terminal, digest=digest_of(one.adapter, secret), sealed=seal(secret, SEALED_FOR),
                certificate=certified.print if certified else "",
            )  # fmt: skip
            made.append(Enrolled(known, secret, certified.bundle if certified else b""))
    return made, bad


def _certified(certify: Certify, one: Wanted, secret: str) -> Certified | None:
    """Before the transaction: a key and a locked file take some milliseconds each."""
    name = name_on_certificate(one.adapter, one.external_id)
    return certify(name, secret) if name else None
