"""Records of an edge: sealed, known again, worked in once, and never lowering what was reached. Two whole installations are in tests/system/test_edge.py."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.core import serializers

from command.edge.applying import take_down
from command.edge.holdings import differing
from command.edge.models import Edge, Sent, Standing, Taken
from command.edge.parcel import Down, NotGenuine, Record, Table, Up, Verdict, digest, number_of, opened, sealed
from command.edge.ranges import SMALL_STEP, STEP, first_of, own
from command.edge.taking import take
from command.edge.words import said
from dispatch.alarms.models import Alarm
from dispatch.incidents.actions import move_phase, note_incident, open_incident
from dispatch.incidents.four_ones import fill_four_ones
from dispatch.incidents.grades import record_figure
from dispatch.incidents.models import Incident
from dispatch.incidents.records import Note
from realtime import clock
from realtime.accounts.models import Post
from realtime.clock import iso

UP = Up(3, [Record("ack", "7", {"order": 1})], {"order": "x"})


def test_a_parcel_is_read_only_with_the_secret_it_was_sealed_with_and_unchanged() -> None:
    data = sealed(UP, digest("secret"))
    assert opened(data, digest("secret"), Up) == UP and number_of(data) == 3
    for wrong, key in ((data, "other"), (data.replace(b'"7"', b'"8"'), "secret"), (b"{}", "secret"), (data[10:], "secret")):
        with pytest.raises(NotGenuine):
            opened(wrong, digest(key), Up)
    with pytest.raises(NotGenuine):
        number_of(b"nothing")


def test_ranges_of_two_edges_and_the_core_never_meet() -> None:
    assert not own(1, STEP) and own(1, first_of(1)) and own(1, 2 * STEP) and not own(2, 2 * STEP) and own(2, first_of(2))
    assert own(40, first_of(40, small=True), small=True) and (40 + 1) * SMALL_STEP < 2**31


@pytest.fixture
def edge(city: None) -> Edge:
    return Edge.objects.create(name="前指", area="440117", number=1, digest=digest("s"), created_by="system")


def sos(people: SimpleNamespace) -> Record:
    body = {
        "device": people.wang.actor, "lon": 113.6, "lat": 23.6, "area": "440117", "place": "王值班", "text": "", "subject": None, "test": False,
        "at": iso(clock.now()),
    }  # fmt: skip
    return Record("sos", str(first_of(1)), body)


@pytest.mark.django_db
def test_a_record_counts_once_however_often_it_is_told(edge: Edge, people: SimpleNamespace, agrees: Any) -> None:
    with agrees():
        assert take(edge, [sos(people)]) == [Verdict("sos", str(first_of(1)))]
    assert take(edge, [sos(people)]) == [Verdict("sos", str(first_of(1)))]
    assert Alarm.objects.filter(source="sos").count() == 1 and Taken.objects.count() == 1


@pytest.mark.django_db
def test_what_cannot_be_worked_in_is_refused_with_its_reason_and_costs_the_others_nothing(edge: Edge, people: SimpleNamespace) -> None:
    lost = Record("ack", "1", {
        "order": 404, "principal": "user:1", "kind": "read", "reason": "", "said_at": iso(clock.now()), "by": "user:1", "said_by": "",
        "channel": "", "read_back": False,
    })  # fmt: skip
    foreign = Record("incident", "2", {"rows": serializers.serialize("json", [people.wang])})
    first, second, third, fourth = take(edge, [lost, foreign, Record("nonsense", "3", {}), sos(people)])
    assert "没有这道调度令" in first.why and "不属于 1 号节点" in second.why and third.why and not fourth.why
    assert take(edge, [lost])[0].why == first.why


@pytest.mark.django_db
def test_the_tables_come_down_once_and_only_what_differs_again(edge: Edge, people: SimpleNamespace) -> None:
    tables = differing(edge, {})
    assert {"user", "post", "unit", "order"} <= {table.name for table in tables}
    hashes = {table.name: table.hash for table in tables}
    assert differing(edge, hashes) == []
    Post.objects.filter(user=people.wang).update(valid_to=clock.now())
    assert [table.name for table in differing(edge, hashes)] == ["post"]


@pytest.mark.django_db
def test_rights_that_ended_at_the_core_end_at_the_edge_and_another_edges_tables_are_refused(people: SimpleNamespace) -> None:
    Standing.objects.create(number=1, area="440117")
    posts = list(Post.objects.filter(area="440117"))
    assert len(posts) > 1
    kept = Table("post", "h", serializers.serialize("json", posts[:1]))
    take_down(Down(1, "440117", [Verdict("ack", "5", "调度令已撤销")], [kept]))
    assert Standing.objects.get().hashes == {"post": "h"}
    assert list(Post.objects.filter(area="440117")) == posts[:1]
    assert Sent.objects.get().why == "调度令已撤销"
    with pytest.raises(ValueError, match="编号为 1"):
        take_down(Down(2, "440117", [], []))


@pytest.mark.django_db
def test_what_was_written_and_decided_at_the_edge_is_written_and_decided_at_the_core_once(
    edge: Edge, people: SimpleNamespace, agrees: Any
) -> None:
    # One database plays both sides: what the edge wrote is taken a second time, as the core would
    standing = Standing.objects.create(number=0, area="440117")
    wang = people.wang.actor
    incident = open_incident(actor=wang, type="11B01", place="良口", lon=113.6, lat=23.6, area="440117")
    note_incident(actor=wang, incident_id=incident.pk, text="东侧断路")
    record_figure(actor=wang, incident_id=incident.pk, measure="burned_ha", value=2.5)
    fill_four_ones(actor=wang, incident_id=incident.pk, texts={"outlet": "值班长"})
    move_phase(actor=wang, incident_id=incident.pk, phase="responding")
    records = list(said(standing))
    assert [record.kind for record in records] == ["note", "figure", "four_one", "phase"]
    Incident.objects.filter(pk=incident.pk).update(phase="opened")
    with agrees():
        assert [verdict.why for verdict in take(edge, records)] == [""] * 4
    assert take(edge, records) == [Verdict(record.kind, record.key) for record in records]
    texts = list(Note.objects.filter(incident=incident, kind=Note.NOTE).values_list("text", "by", "occurred_at"))
    assert [text[:2] for text in texts] == [("东侧断路", wang)] * 2 and texts[1][2] is not None, "it occurred when it was written"
    incident.refresh_from_db()
    assert (incident.phase, incident.figures) == ("responding", {"burned_ha": 2.5})
    for record in records:
        Sent.objects.create(kind=record.kind, key=record.key)
    told = {(record.kind, record.key) for record in records}
    assert not {(record.kind, record.key) for record in said(standing)} & told, "what was taken is not told again"


@pytest.mark.django_db
def test_words_about_an_incident_of_another_district_are_refused(edge: Edge, people: SimpleNamespace) -> None:
    foreign = open_incident(actor=people.wang.actor, type="11B01", place="荔湾", lon=113.24, lat=23.12, area="440103")
    body = {"incident": foreign.pk, "by": people.wang.actor, "at": iso(clock.now()), "text": "x", "occurred_at": None, "received_at": None}
    (verdict,) = take(edge, [Record("note", "1", body)])
    assert "440117" in verdict.why and not Note.objects.filter(incident=foreign, text="x").exists()
