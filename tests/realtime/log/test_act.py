"""The log is gapless, chained and append-only; an action is told wholly or not at all."""

from __future__ import annotations

import json

import msgspec
import psycopg
import pytest
from django.db import DatabaseError, transaction

from realtime import bus
from realtime.codes import Problem
from realtime.database import conninfo
from realtime.log import act, current
from realtime.log.kinds import declare
from realtime.log.models import Event, Stream
from realtime.log.transaction import NotInAct
from realtime.log.verify import broken_at

pytestmark = pytest.mark.django_db


class Thing(msgspec.Struct, forbid_unknown_fields=True):
    id: int
    size: int = 0


declare("thing.made", 1, Thing)


def seqs(stream: str) -> list[int]:
    return list(Event.objects.filter(stream_id=stream).order_by("seq").values_list("seq", flat=True))


def test_events_of_one_action_are_numbered_without_a_gap_per_stream():
    with act("user:1") as log:
        for number in range(3):
            log.append("area:4401", "thing.made", {"id": number})
        log.append("area:440117", "thing.made", {"id": 9})
    with act("user:1") as log:
        log.append("area:4401", "thing.made", {"id": 4})
    assert seqs("area:4401") == [1, 2, 3, 4]
    assert seqs("area:440117") == [1]
    assert Stream.objects.get(name="area:4401").head == 4


def test_a_nested_action_that_fails_takes_back_its_events_and_leaves_the_others():
    def failing() -> None:
        with act("user:2") as log:
            log.append("area:4401", "thing.made", {"id": 2})
            raise Problem("conflict")

    with act("user:1") as log:
        log.append("area:4401", "thing.made", {"id": 1})
        with pytest.raises(Problem):
            failing()
    assert [event.actor for event in Event.objects.all()] == ["user:1"]


def test_an_action_that_fails_leaves_no_event_and_no_number():
    with pytest.raises(Problem), act("user:1") as log:
        log.append("area:4401", "thing.made", {"id": 1})
        raise Problem("conflict")
    assert not Event.objects.exists()
    assert not Stream.objects.exists()


def test_appending_outside_an_action_is_refused():
    with pytest.raises(NotInAct):
        current()


@pytest.mark.parametrize("body", [{"id": "seven"}, {"size": 1}, {"id": 1, "note": "a sentence"}])
def test_a_body_that_does_not_fit_its_declared_schema_is_refused(body):
    with pytest.raises(msgspec.ValidationError), act("user:1") as log:
        log.append("area:4401", "thing.made", body)


def test_an_undeclared_kind_is_refused():
    with pytest.raises(LookupError), act("user:1") as log:
        log.append("area:4401", "thing.unheard_of", {"id": 1})


def test_the_hash_chain_is_sound_and_notices_a_changed_body():
    for number in range(5):
        with act("user:1") as log:
            log.append("area:4401", "thing.made", {"id": number})
    assert broken_at("area:4401") is None
    with transaction.atomic():
        from django.db import connection

        with connection.cursor() as cursor:  # as somebody with the owner's rights could
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE log_event DISABLE TRIGGER log_event_append_only")
            cursor.execute("UPDATE log_event SET body = %s WHERE stream = 'area:4401' AND seq = 3", ['{"id":99,"size":0}'])
            cursor.execute("ALTER TABLE log_event ENABLE TRIGGER log_event_append_only")
    assert broken_at("area:4401") == 6


@pytest.mark.parametrize("statement", ["UPDATE log_event SET kind = 'x'", "DELETE FROM log_event"])
def test_an_event_can_be_neither_changed_nor_deleted(statement):
    with act("user:1") as log:
        log.append("area:4401", "thing.made", {"id": 1})
    from django.db import connection

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_the_bell_rings_when_what_it_tells_can_be_read_and_not_before(monkeypatch: pytest.MonkeyPatch):
    """A hub that hears it too early reads nothing and goes back to sleep; it hears through a connection of its own."""
    read: list[tuple[str, int, int]] = []

    def heard(channel: str, data: bytes) -> None:
        with psycopg.connect(conninfo(), autocommit=True) as hub:
            for name, head in json.loads(data).items():
                (found,) = hub.execute("SELECT count(*) FROM log_event WHERE stream = %s AND seq <= %s", (name, head)).fetchone() or (0,)
                read.append((name, head, found))

    monkeypatch.setattr(bus, "publish", heard)
    with act("user:1") as log:
        log.append("area:4401", "thing.made", {"id": 1})
        log.append("area:4401", "thing.made", {"id": 2})
    assert read == [("area:4401", 2, 2)]
