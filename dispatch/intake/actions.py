"""Verbs of intake: enter an agency, take a transfer over, owe a receipt for what became of it."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any, cast

from django.conf import settings
from django.db import connection
from django.db.models import Q

from dispatch.alarms.actions import raise_alarm
from dispatch.alarms.hooks import Fate
from dispatch.alarms.limits import limits
from dispatch.alarms.merging import merge, takes
from dispatch.alarms.models import Alarm
from dispatch.alarms.signals import Signal
from dispatch.incidents.models import Incident
from dispatch.intake.models import Agency, Receipt, Transfer, Version
from dispatch.intake.rows import TransferRow
from realtime import clock
from realtime.accounts.models import Token
from realtime.accounts.tokens import issue_token, revoke_token
from realtime.clock import iso
from realtime.codes import Problem
from realtime.exercises.snapshot import is_tabletop
from realtime.log import act

KIND_OF: dict[Fate, str] = {"acknowledged": Receipt.ACCEPTED, "verified": Receipt.VERIFIED, "reopened": Receipt.REOPENED}


def add_agency(*, actor: str, code: str, name: str, area: str, url: str = "") -> tuple[Agency, str]:
    """(row, token). Token and HMAC key are shown once; entering the agency again gives it new ones."""
    with act(actor) as log:
        known = Agency.objects.select_related("token").filter(pk=code).first()
        token, secret = issue_token(actor=actor, kind=Token.PEER, name=name, area=area)
        agency, _ = Agency.objects.update_or_create(
            code=code, defaults={"name": name, "area": area, "url": url, "token": token, "secret": secrets.token_urlsafe(32)}
        )
        if known is not None:
            revoke_token(actor=actor, token=known.token)
        body = {"id": token.pk, "kind": Token.PEER, "area": area, "revoked": False}
        log.append(f"people:{settings.CITY}", "token.issued", body, area=settings.CITY)
    return agency, secret


def agency_of(actor: str) -> Agency:
    kind, _, key = actor.partition(":")
    agency = Agency.objects.filter(token_id=key).first() if kind == Token.PEER else None
    if agency is None:
        raise Problem("forbidden", "只有登记的转报单位可以转报警情。")
    return agency


def take_transfer(*, actor: str, number: str, fields: dict[str, Any], exercise: int | None = None) -> tuple[Transfer, bool]:
    """(transfer, whether this very text was here before). A correction under a known number is kept as a further report of its alarm."""
    with act(actor, exercise):
        agency = agency_of(actor)
        with connection.cursor() as cursor:  # the agency's second try waits for its first
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"transfer:{agency.pk}:{number}"])
        digest = hashlib.sha256(json.dumps(fields, sort_keys=True, default=str, ensure_ascii=False).encode()).hexdigest()
        known = Transfer.objects.select_related("alarm", "agency").filter(agency=agency, number=number).first()
        if known is None:
            alarm = _raise(actor, agency, number, fields, exercise)
            known = Transfer.objects.create(agency=agency, number=number, alarm=alarm, exercise_id=exercise)
            _owe(known, Receipt.RECEIVED)
        elif known.versions.filter(digest=digest).exists():
            return known, True
        else:
            alarm = _correct(actor, known, fields)
        Version.objects.create(transfer=known, digest=digest, report=alarm.signals.filter(by=actor).latest("pk"))
    return known, False


def _raise(actor: str, agency: Agency, number: str, fields: dict[str, Any], exercise: int | None) -> Alarm:
    """What devices have reported already is one event with the call; whether two callers mean the same, a person says."""
    facts = {"agency": agency.pk, "number": number}
    return raise_alarm(actor=actor, source="agency", exercise=exercise, facts=facts, with_devices=bool(fields.get("type")), **fields)


def _correct(actor: str, transfer: Transfer, fields: dict[str, Any]) -> Alarm:
    """To the alarm it is now part of: a duplicate's signals belong to the alarm it repeats. One that is closed would hide it: a new alarm."""
    alarm = transfer.alarm
    while alarm.duplicate_of is not None:
        alarm = alarm.duplicate_of
    if not takes(alarm):
        transfer.alarm = _raise(actor, transfer.agency, transfer.number, fields, transfer.exercise_id)
        transfer.save(update_fields=["alarm"])
        return transfer.alarm
    now = clock.now()
    given = {name: value for name, value in fields.items() if name != "area"}
    signal = Signal(
        actor=actor, source="agency", now=now, received_at=now, exercise=transfer.exercise_id,
        facts={"agency": transfer.agency_id, "number": transfer.number}, **given,
    )  # fmt: skip
    return merge(alarm.pk, signal, limits(alarm.area))


def hear_fate(fate: Fate, alarm: Alarm) -> None:
    """Who handed over this alarm, or one that repeats it, learns what becomes of it."""
    mine = Q(alarm=alarm) if alarm.duplicate_of_id or fate == "acknowledged" else Q(alarm=alarm) | Q(alarm__duplicate_of=alarm)
    for transfer in Transfer.objects.select_related("agency", "alarm__duplicate_of").filter(mine):
        _owe(transfer, KIND_OF[fate])


def _owe(transfer: Transfer, kind: str) -> None:
    """Of a table-top exercise nothing leaves the house; without an address the agency asks for itself."""
    if not transfer.agency.url or is_tabletop(transfer.exercise_id):
        return
    now = clock.now()
    told: dict[str, Any] = {name: value for name, value in status(transfer, repeated=False).items() if name not in ("receipts", "repeated")}
    body = told | {"kind": kind, "at": iso(now), "exercise": transfer.exercise_id is not None}
    Receipt.objects.create(transfer=transfer, kind=kind, body=json.dumps(body, ensure_ascii=False, sort_keys=True), next_at=now)


def status(transfer: Transfer, *, repeated: bool) -> TransferRow:
    """Of the alarm it became; of a duplicate, what is known of the alarm it repeats."""
    transfer.alarm.refresh_from_db()
    alarm = transfer.alarm
    master = alarm.duplicate_of
    judged = master if master is not None and master.verdict else alarm
    incident = Incident.objects.filter(pk=judged.incident_id or 0).values_list("number", flat=True).first()
    return {
        "number": transfer.number,
        "our_number": alarm.number,
        "state": "verified" if alarm.verdict else "accepted" if alarm.acked_by else "received",
        "verdict": judged.verdict or None,
        "verdict_name": judged.get_verdict_display() or None,
        "incident": incident,
        "of": master.number if master is not None else None,
        "received_at": cast(str, iso(transfer.received_at)),
        "repeated": repeated,
        "receipts": [
            {
                "kind": cast(Any, receipt.kind),
                "state": cast(Any, receipt.state),
                "attempts": receipt.attempts,
                "at": cast(str, iso(receipt.created_at)),
                "sent_at": iso(receipt.sent_at),
                "error": receipt.error,
            }
            for receipt in transfer.receipts.order_by("id")
        ],
    }


def transfer_of(actor: str, number: str) -> Transfer:
    """Its own only."""
    transfer = Transfer.objects.select_related("agency", "alarm").filter(agency=agency_of(actor), number=number).first()
    if transfer is None:
        raise Problem("not_found", f"没有收到编号 {number} 的转报。")
    return transfer
