"""Verbs on terminals: register, adopt, revoke, send down."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models.functions import Now

from devices.terminals.models import ADAPTER_CHOICES, Binding, Downlink, SourceRank, Subject, Terminal, UnknownDevice, as_row
from realtime import bus, clock
from realtime.log import Log, act
from realtime.positions import KINDS

TEST_UNTIL = "test_until"  # in Terminal.meta
DOWNLINK_CHANNEL = "ecc_downlink"  # PostgreSQL NOTIFY: wakes the gateway when the row commits


class AlreadyRegistered(Exception):
    """A live terminal with this adapter and id exists; ``terminal`` is it."""

    def __init__(self, terminal: Terminal) -> None:
        super().__init__(f"{terminal} 已登记为 {terminal.subject}")
        self.terminal = terminal


class UnknownKind(ValueError):
    pass


def register_terminal(
    *,
    actor: str,
    adapter: str,
    external_id: str,
    kind: str,
    area: str,
    label: str,
    subject: Subject | None = None,
    expected_interval_s: float | None = None,
    meta: dict[str, Any] | None = None,
    exercise: int | None = None,
) -> Terminal:
    """Make a terminal known, with a subject of its own unless one is given."""
    if kind not in KINDS:
        raise UnknownKind(f"没有 {kind} 这种终端")
    with act(actor, exercise) as log:
        # Two officers adopting the same device: the second waits here and then sees the first one's row.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"terminal:{adapter}:{external_id}"])
        existing = Terminal.objects.live().select_related("subject").filter(adapter=adapter, external_id=external_id).first()
        if existing is not None:
            raise AlreadyRegistered(existing)
        made = subject is None
        if subject is None:
            subject = Subject.objects.create(kind=kind, area=area, label=label, exercise_id=exercise)
        terminal = Terminal.objects.create(
            adapter=adapter,
            external_id=external_id,
            subject=subject,
            area=area,
            kind=kind,
            expected_interval_s=expected_interval_s,
            meta=meta or {},
        )
        Binding.objects.create(terminal=terminal, subject=subject)
        if made:
            log.append(f"area:{subject.area}", "subject.registered", as_row(subject, terminal=terminal))
        else:
            _tell_changed(log, subject)
        transaction.on_commit(_registry_changed)
    return terminal


def add_subject(*, actor: str, kind: str, area: str, label: str, exercise: int | None = None) -> Subject:
    """Something that will have a position once a terminal speaks for it: a team, a vehicle."""
    with act(actor, exercise) as log:
        subject = Subject.objects.create(kind=kind, area=area, label=label, exercise_id=exercise)
        log.append(f"area:{area}", "subject.registered", as_row(subject, terminal=None))
    return subject


def change_subject(*, actor: str, subject_id: int, area: str, label: str) -> Subject:
    """Renamed, or given to another area: it leaves the old one's board and enters the new one's."""
    subject = Subject.objects.get(pk=subject_id)
    with act(actor, subject.exercise_id) as log:
        was = subject.area
        subject.area, subject.label = area, label
        subject.save(update_fields=["area", "label"])
        if area == was:
            log.append(f"area:{area}", "subject.changed", {"id": subject.pk, "area": area, "label": label})
        else:
            Terminal.objects.live().filter(subject=subject).update(area=area)
            log.append(f"area:{was}", "subject.left", {"id": subject.pk, "area": was})
            log.append(f"area:{area}", "subject.registered", as_row(subject, terminal=subject.speaking()))
            transaction.on_commit(_registry_changed)
    return subject


def adopt_device(*, actor: str, unknown_id: int, label: str, kind: str, area: str) -> Terminal:
    """Register a device from the list "not yet registered"; what it says from the next frame on is believed."""
    with act(actor):
        unknown = UnknownDevice.objects.select_for_update().get(pk=unknown_id)
        terminal = register_terminal(
            actor=actor,
            adapter=unknown.adapter,
            external_id=unknown.external_id,
            kind=kind,
            area=area,
            label=label,
            meta=_learned(unknown.hint),
        )
        unknown.adopted_terminal = terminal
        unknown.save(update_fields=["adopted_terminal"])
    return terminal


def revoke_terminal(*, actor: str, terminal: Terminal) -> Terminal:
    """The device is not believed any more. Its subject and history stay; queued commands are dropped."""
    with act(actor) as log:
        if Terminal.objects.live().filter(pk=terminal.pk).update(revoked_at=Now(), credential="", sealed="", certificate=""):
            Binding.objects.filter(terminal=terminal, until=None).update(until=Now())
            terminal.downlinks.filter(state=Downlink.State.QUEUED).update(state=Downlink.State.FAILED, error="终端已注销")
            UnknownDevice.objects.filter(adopted_terminal=terminal).update(adopted_terminal=None)
            _tell_changed(log, terminal.subject)
            transaction.on_commit(_registry_changed)
    terminal.refresh_from_db()
    return terminal


def rank_source(*, actor: str, adapter: str, kind: str, area: str, rank: int, max_age_s: float, source: str) -> SourceRank:
    """How much positions of this kind of terminal are worth in this area, and for how long; the gateway knows within seconds."""
    if adapter not in dict(ADAPTER_CHOICES) or (kind and kind not in KINDS):
        raise UnknownKind("没有这种来源或终端")
    with act(actor):
        row, _ = SourceRank.objects.update_or_create(
            adapter=adapter, kind=kind, area=area, defaults={"rank": rank, "max_age_s": max_age_s, "source": source}
        )
        transaction.on_commit(_registry_changed)
    return row


def rank_terminal(*, actor: str, terminal: Terminal, rank: int | None, max_age_s: float | None) -> Terminal:
    """This one terminal over the rows of its kind; None gives it back to them."""
    with act(actor):
        terminal.rank, terminal.max_age_s = rank, max_age_s
        terminal.save(update_fields=["rank", "max_age_s"])
        transaction.on_commit(_registry_changed)
    return terminal


def set_credential(*, actor: str, terminal: Terminal, digest: str, sealed: str = "", certificate: str = "") -> Terminal:
    """What the device must know from now on (devices/doors/credentials.py); an empty digest lets the next one that speaks set it.

    ``sealed`` is the same secret for the broker; ``certificate`` the print of one made for this terminal, believed as the secret is.
    """
    with act(actor):
        terminal.credential, terminal.sealed, terminal.certificate = digest, sealed, certificate
        terminal.save(update_fields=["credential", "sealed", "certificate"])
        transaction.on_commit(_registry_changed)
    return terminal


def pin_credential(terminal: int, digest: str) -> bool:
    """The first secret a registered device shows is its secret. From a thread of the gateway; False when it has one already."""
    try:
        close_old_connections()
        with act("system"):
            pinned = Terminal.objects.live().filter(pk=terminal, credential="").update(credential=digest)
            if pinned:
                transaction.on_commit(_registry_changed)
        return bool(pinned)
    except DatabaseError:
        return False
    finally:
        connection.close()


def set_test_mode(*, actor: str, terminal: Terminal, minutes: int) -> Terminal:
    """For so long an SOS of this terminal is a test; 0 ends it at once. On the record of the city's devices: a test must not hide a call for help."""
    with act(actor) as log:
        terminal = Terminal.objects.select_for_update().get(pk=terminal.pk)
        until = clock.now() + timedelta(minutes=minutes) if minutes else None
        terminal.meta = {**terminal.meta, TEST_UNTIL: clock.iso(until)}
        terminal.save(update_fields=["meta"])
        body = {"id": terminal.pk, "area": terminal.area, "test_until": clock.iso(until)}
        log.append(f"devices:{settings.CITY}", "terminal.test_mode", body, area=settings.CITY)
    return terminal


def tell_interval(*, terminal_id: int, every_s: float) -> None:
    """How often it reports, as it was seen to; a value that a person set stands over it."""
    with act("clerk") as log:
        terminal = Terminal.objects.select_for_update(of=("self",)).select_related("subject").get(pk=terminal_id)
        terminal.meta = {**terminal.meta, "every": every_s}
        terminal.save(update_fields=["meta"])
        _tell_changed(log, terminal.subject)


def in_test_mode(terminal: Terminal, at: datetime) -> bool:
    until = terminal.meta.get(TEST_UNTIL)
    return bool(until) and at < datetime.fromisoformat(str(until))


def send_downlink(
    *,
    terminal: Terminal,
    kind: str,
    payload: dict[str, Any],
    order_id: int | None = None,
    expires_at: datetime | None = None,
    correlation: uuid.UUID | None = None,
) -> Downlink:
    """Queue one message in the caller's transaction; the gateway publishes it when that commits. A terminal obeys the same `correlation` once."""
    downlink = Downlink.objects.create(
        terminal=terminal, kind=kind, payload=payload, order_id=order_id, expires_at=expires_at, correlation=correlation or uuid.uuid4()
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [DOWNLINK_CHANNEL])
    return downlink


def _tell_changed(log: Log, subject: Subject) -> None:
    """Which terminals speak for it changed: protocol and interval as the snapshot would say them now."""
    row = as_row(subject, terminal=subject.speaking())
    log.append(f"area:{subject.area}", "subject.changed", {name: row[name] for name in ("id", "area", "every", "adapter")})


def _registry_changed() -> None:
    bus.publish(bus.REGISTRY, b"")


def _learned(hint: dict[str, Any]) -> dict[str, Any]:
    """What the device said about itself while it was unknown, without the proposals made for the officer."""
    return {key: value for key, value in hint.items() if key not in ("kind", "area", "label", "lat", "lon")}
