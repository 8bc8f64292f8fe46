"""log → **cutting** → messages: the event log is the outbox. A peer has a cursor per stream; what it has not been told yet becomes messages in the
very transaction that moves the cursor on, so that nothing is skipped and nothing is said twice. What was cut but not yet sent and is out of date
by now is replaced by what is true.
"""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.db import OperationalError, transaction
from django.db.models.functions import Now

from command.agreements.models import SupportRequest
from command.alerts.models import OWN, Alert
from command.alerts.states import PUBLISHED
from command.peering import words
from command.peering.envelope import canonical, digest_of, envelope
from command.peering.messages import SUPERSEDED, WAITING, Item, Outgoing
from command.peering.models import Cursor, Directive, Peer
from command.peering.resources import areas_with_resources
from command.peering.telling import Told, tell_of
from command.reports.models import OUTSIDE, Report
from dispatch.incidents.models import Incident
from realtime import clock
from realtime.clock import iso
from realtime.log.models import Event, Stream
from realtime.rules.models import rule

log = logging.getLogger(__name__)

KIND_OF = {
    "incident": words.INCIDENT,
    "info_report": words.REPORT,
    "alert": words.WARNING,
    "support_request": words.SUPPORT,
}  # by an event's table
BATCH = 2000  # events of a stream a turn
Touched = set[tuple[str, str]]  # (kind, our own key)


def cut_all() -> int:
    """For every peer in service, by whichever worker comes first."""
    made = 0
    for pk in list(Peer.objects.filter(active=True).exclude(url="").values_list("pk", flat=True)):
        try:
            made += cut(pk)
        except OperationalError:
            raise
        except Exception:  # one peer's trouble is not another's
            log.exception("exchange: cutting for peer %s", pk)
    return made


def cut(peer_id: int) -> int:
    """How many messages came of it."""
    with transaction.atomic():
        peer = Peer.objects.select_for_update(skip_locked=True).filter(pk=peer_id).first()
        if peer is None:
            return 0
        touched = _news(peer)
        if peer.whole_at is None or clock.now() - peer.whole_at > timedelta(minutes=float(rule("peering.whole_min"))):
            touched |= _whole(peer)
            Peer.objects.filter(pk=peer.pk).update(whole_at=Now())
        return sum(put(peer, kind, key) for kind, key in sorted(touched))


def _news(peer: Peer) -> Touched:
    """What the log says has changed since last time. A peer that is new begins where the log stands: `_whole` has told the rest."""
    heads = dict(Stream.objects.filter(name__startswith="area:").values_list("name", "head"))
    at = {one.stream: one for one in Cursor.objects.filter(peer=peer)}
    touched: Touched = set()
    for name, head in heads.items():
        cursor = at.get(name)
        if cursor is None:
            # A stream that was made since the first look is read from its beginning
            cursor = Cursor(peer=peer, stream=name, seq=head if peer.whole_at is None else 0)
            until = head if peer.whole_at is None else min(head, BATCH)
        elif cursor.seq >= head:
            continue
        else:
            until = min(head, cursor.seq + BATCH)
        for kind, body in Event.objects.filter(stream_id=name, seq__gt=cursor.seq, seq__lte=until).values_list("kind", "body"):
            touched |= _touched(peer, kind.partition(".")[0], body)
        cursor.seq = until
        cursor.save()
    return touched


def _touched(peer: Peer, table: str, text: str) -> Touched:
    if table in KIND_OF:
        return {(KIND_OF[table], str(json.loads(text)["id"]))}
    if table == "instruction":
        pk = json.loads(text)["id"]
        theirs = Item.objects.filter(peer=peer, instruction=pk).values_list("pk", flat=True)
        ours: Touched = {(words.INSTRUCTION, str(pk))} if Directive.objects.filter(peer=peer, instruction=pk).exists() else set()
        return ours | {(words.ANSWER, str(one)) for one in theirs}
    if table == "peer_item":
        return {(words.ANSWER, str(json.loads(text)["id"]))}
    return set()


def _whole(peer: Peer) -> Touched:
    """Everything that may be shared now: for a new peer, a new share, and against what a restored backup forgot."""
    found: Touched = set()
    kinds = set(peer.shares.values_list("kind", flat=True))
    if words.INCIDENT in kinds:
        found |= {(words.INCIDENT, str(pk)) for pk in Incident.objects.filter(archived=False).values_list("pk", flat=True)}
    if words.REPORT in kinds:
        found |= {(words.REPORT, str(pk)) for pk in Report.objects.filter(archived=False, state__in=OUTSIDE).values_list("pk", flat=True)}
    if words.WARNING in kinds:
        out = Alert.objects.filter(origin=OWN, state=PUBLISHED, ended_at=None)
        found |= {(words.WARNING, str(pk)) for pk in out.values_list("pk", flat=True)}
    if words.SUPPORT in kinds:
        found |= {(words.SUPPORT, str(pk)) for pk in SupportRequest.objects.filter(archived=False).values_list("pk", flat=True)}
    if words.RESOURCE in kinds:
        share = peer.shares.get(kind=words.RESOURCE)
        found |= {
            (words.RESOURCE, code)
            for code in areas_with_resources(share.area or (peer.area if peer.level == words.BELOW else settings.CITY))
        }
    if peer.whole_at is None:  # what it was told under another share may be no longer its business
        told = Outgoing.objects.filter(peer=peer, gone=False).exclude(kind=words.ANSWER).values_list("kind", "subject").distinct()
        found |= set(told)
    found |= {(words.INSTRUCTION, str(pk)) for pk in Directive.objects.filter(peer=peer).values_list("instruction", flat=True)}
    return found | {(words.ANSWER, str(pk)) for pk in Item.objects.filter(peer=peer, archived=False).values_list("pk", flat=True)}


def put(peer: Peer, kind: str, key: str) -> bool:
    """One message, if there is anything new to say. The caller holds the peer's row: revisions are given one after another."""
    told = tell_of(peer, kind, key, before=_last(peer, kind, key) is not None)
    before = _last(peer, kind, told.subject if told else key)
    if told is None:
        if before is None or before.gone:
            return False
        told = Told(key, json.loads(before.text)["area"], {"gone": True}, before.title, None)
    if before is not None and before.digest == digest_of(told.body):
        return False
    _write(peer, kind, told, before.revision + 1 if before else 1)
    return True


def put_above(outgoing: Outgoing, revision: int) -> bool:
    """They hold a later word of it than our newest: what we had said since was forgotten with a restored backup. Said again, above theirs."""
    with transaction.atomic():
        peer = Peer.objects.select_for_update().get(pk=outgoing.peer_id)
        newest = _last(peer, outgoing.kind, outgoing.subject)
        if newest is None or newest.pk != outgoing.pk or revision < outgoing.revision:
            return False
        said = json.loads(outgoing.text)
        _write(peer, outgoing.kind, Told(outgoing.subject, said["area"], said["body"], outgoing.title), revision + 1, drill=outgoing.drill)
    return True


def _write(peer: Peer, kind: str, told: Told, revision: int, *, drill: bool = False) -> None:
    Outgoing.objects.filter(peer=peer, kind=kind, subject=told.subject, state=WAITING).update(state=SUPERSEDED)
    id = uuid4()
    said = envelope(
        id=str(id), kind=kind, sender=peer.known_as, area=told.area, made_at=str(iso(clock.now())), subject=told.subject, revision=revision,
        drill=drill or told.exercise is not None, body=told.body,
    )  # fmt: skip
    Outgoing.objects.create(
        peer=peer, message=id, kind=kind, subject=told.subject, revision=revision, title=told.title[:200], digest=digest_of(told.body),
        gone=bool(told.body.get("gone")), text=canonical(said), drill=said["drill"],
    )  # fmt: skip


def _last(peer: Peer, kind: str, subject: str) -> Outgoing | None:
    return Outgoing.objects.filter(peer=peer, kind=kind, subject=subject).order_by("-revision").first()
