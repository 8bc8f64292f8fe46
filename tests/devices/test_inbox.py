"""The inbox: a duplicate is one row, a failing handler is retried and becomes an alarm, nothing of an unknown radio is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.db.models.functions import Now

from devices import adapters, handlers
from devices.inbox.models import Inbox
from devices.inbox.storing import Letter, letter_made, letter_of, store
from devices.inbox.working import run_due_inbox
from devices.readings import Answer, Hotspot, Receipt, Sos, Source, Text
from devices.terminals.actions import send_downlink
from devices.terminals.models import Downlink, Terminal
from realtime.database import conninfo

pytestmark = pytest.mark.django_db(transaction=True)
NOW = 1_793_664_930_500
SOS_TOPIC = "ecc/v1/440117/radio/R1/sos"


@pytest.fixture(autouse=True)
def seen() -> Iterator[list[Any]]:
    """Only this test's handlers, so that what dispatch does about an SOS does not matter here."""
    kept, stuck = dict(handlers._handlers), list(handlers._stuck)
    found: list[Any] = []
    handlers._handlers.clear()
    handlers._stuck.clear()
    handlers.register(Sos, lambda reading, terminal, inbox: found.append((reading, terminal, inbox)))
    yield found
    handlers._handlers.clear()
    handlers._handlers.update(kept)
    handlers._stuck[:] = stuck


def letter(topic: str, body: Any, terminal: int | None = None) -> Letter:
    payload = json.dumps(body).encode()
    found = letter_of(topic, payload, adapters.decode(topic, payload, NOW)[0], terminal)
    assert found is not None
    return found


def put(*letters: Letter) -> None:
    with psycopg.connect(conninfo(), autocommit=True) as plain:
        store(plain, list(letters))


def due_now() -> None:
    Inbox.objects.update(next_at=Now())


def test_a_duplicate_is_one_row_handled_once(radio: Terminal, seen: list[Any]) -> None:
    sos = letter(SOS_TOPIC, {"mid": "a", "active": True}, radio.id)
    put(sos, sos)
    put(sos)
    run_due_inbox()
    put(sos)
    run_due_inbox()
    assert Inbox.objects.count() == 1
    assert len(seen) == 1


def test_a_position_alone_is_no_letter() -> None:
    payload = b'{"lat":23,"lon":113}'
    assert letter_of(SOS_TOPIC, payload, adapters.decode("ecc/v1/440117/radio/R1/pos", payload, NOW)[0], None) is None


def test_an_sos_of_an_unknown_radio_is_handled_without_a_terminal(db: None, seen: list[Any]) -> None:
    put(letter("ecc/v1/440117/radio/NOBODY/sos", {"mid": "a", "lat": 23.5, "lon": 113.5}))
    run_due_inbox()
    ((reading, terminal, _),) = seen
    assert terminal is None
    assert (reading.source.external_id, reading.lat) == ("NOBODY", 23.5)


def test_a_device_registered_after_it_called_is_known_when_handled(radio: Terminal, seen: list[Any]) -> None:
    put(letter(SOS_TOPIC, {"mid": "a"}))
    run_due_inbox()
    assert seen[0][1] == radio


def test_a_failing_handler_is_retried_with_back_off_and_an_alarm_after_the_third(radio: Terminal, seen: list[Any]) -> None:
    told: list[tuple[int, str]] = []
    handlers.on_stuck(lambda inbox, error: told.append((inbox.pk, error)))

    def fails(reading: Sos, terminal: Terminal | None, inbox: Inbox) -> None:
        Terminal.objects.filter(pk=radio.pk).update(meta={"half": "done"})
        raise ValueError("warum")

    handlers._handlers[Sos] = [fails]
    put(letter(SOS_TOPIC, {"mid": "a"}, radio.id))
    for attempt in (1, 2, 3):
        assert run_due_inbox() == 1, "not before its time, and not twice"
        row = Inbox.objects.get()
        assert row.attempts == attempt
        assert len(told) == (attempt == 3)
        assert run_due_inbox() == 0
        due_now()
    radio.refresh_from_db()
    assert radio.meta == {}, "what a failing handler did is taken back"
    assert (row.state, row.error) == (Inbox.State.STUCK, "ValueError: warum")
    run_due_inbox()
    assert len(told) == 1, "the alarm is raised once"
    handlers._handlers[Sos] = [lambda reading, terminal, inbox: seen.append(reading)]
    due_now()
    run_due_inbox()
    assert Inbox.objects.get().state == Inbox.State.DONE


def test_one_failing_row_does_not_hold_up_the_next(radio: Terminal, seen: list[Any]) -> None:
    def fails_on_a(reading: Sos, terminal: Terminal | None, inbox: Inbox) -> None:
        if ":a:" in reading.message_id:
            raise ValueError
        seen.append(reading)

    handlers._handlers[Sos] = [fails_on_a]
    put(letter(SOS_TOPIC, {"mid": "a"}, radio.id), letter(SOS_TOPIC, {"mid": "b"}, radio.id))
    assert run_due_inbox() == 2
    assert len(seen) == 1


def test_a_handler_that_breaks_the_transaction_is_a_failed_handler(radio: Terminal) -> None:
    def breaks(reading: Sos, terminal: Terminal | None, inbox: Inbox) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1/0")

    handlers._handlers[Sos] = [breaks]
    put(letter(SOS_TOPIC, {"mid": "a"}, radio.id))
    assert run_due_inbox() == 1
    assert "division" in Inbox.objects.get().error


def test_a_reading_made_on_the_way_comes_back_as_it_was(radio: Terminal, seen: list[Any]) -> None:
    handlers.register(Hotspot, lambda reading, terminal, inbox: seen.append(reading))
    spot = Hotspot(
        source=Source("radio", "R1"), at_ms=NOW, received_ms=NOW, lat=23.5, lon=113.5, kind="laser", message_id="h1", temperature=186.0
    )
    put(letter_made(spot, radio.id))
    run_due_inbox()
    assert seen == [spot]


def test_letters_with_nul_and_long_ids_are_stored(db: None) -> None:
    put(letter(SOS_TOPIC, {"mid": "\x00" + "x" * 500, "text": "\x00"}))
    assert Inbox.objects.count() == 1


@pytest.fixture
def answering(radio: Terminal) -> Downlink:
    from devices.inbox import answers

    handlers.register(Answer, answers.settle_command)
    handlers.register(Receipt, answers.settle_order)
    handlers.register(Text, answers.keep_health)
    return send_downlink(terminal=radio, kind="order", payload={}, order_id=77)


def reply(correlation: str, result: int) -> Letter:
    body = {"tid": "t", "bid": correlation, "data": {"result": result}, "method": "live_start_push"}
    return letter("thing/product/RC1/services_reply", body)


@pytest.mark.parametrize(("result", "state"), [(0, "delivered"), (513003, "failed")])
def test_the_answer_of_a_device_settles_its_command(answering: Downlink, result: int, state: str) -> None:
    put(reply(str(answering.correlation), result))
    run_due_inbox()
    answering.refresh_from_db()
    assert answering.state == state
    assert ("513003" in answering.error) is (result != 0)


def test_an_answer_to_somebody_elses_command_changes_nothing(answering: Downlink) -> None:
    put(reply("not-a-uuid", 0), reply("11111111-1111-4111-8111-111111111111", 1))
    run_due_inbox()
    assert set(Inbox.objects.values_list("state", flat=True)) == {"done"}
    answering.refresh_from_db()
    assert answering.state == "queued"


def test_a_receipt_shows_that_the_message_arrived(answering: Downlink, radio: Terminal) -> None:
    Downlink.objects.update(state="sent")
    put(letter("ecc/v1/440117/radio/R1/ack", {"order": 77, "kind": "delivered"}, radio.id))
    run_due_inbox()
    answering.refresh_from_db()
    assert answering.state == "delivered"


def test_health_messages_are_kept_with_the_terminal(answering: Downlink, radio: Terminal) -> None:
    entries = [{"code": f"0x{n}", "level": 2, "device_type": "3-2-0"} for n in range(30)]
    Terminal.objects.filter(pk=radio.pk).update(adapter="dji", external_id="DOCK1")
    put(letter("thing/product/DOCK1/events", {"tid": "t", "bid": "b", "data": {"list": entries}, "method": "hms"}, radio.id))
    run_due_inbox()
    radio.refresh_from_db()
    assert [entry["code"] for entry in radio.meta["health"]] == [f"dock_tip_0x{n}" for n in range(10, 30)]


def test_old_settled_messages_are_forgotten_and_open_promises_never(radio: Terminal, seen: list[Any]) -> None:
    from devices.retention import forget_old
    from realtime.rules.models import Rule

    Rule.objects.filter(name__in=("devices.keep_days", "tracks.keep_days")).delete()
    put(letter(SOS_TOPIC, {"mid": "done"}, radio.id))
    run_due_inbox()
    put(letter(SOS_TOPIC, {"mid": "open"}, radio.id))
    assert forget_old() == {}, "without a rule nothing is thrown away"
    Rule.objects.create(name="devices.keep_days", area="4401", value=0, source="test")
    assert forget_old()["inbox"] == 1
    assert Inbox.objects.get().message_key == "sos:open:1"
