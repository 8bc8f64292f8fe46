"""CAP 1.2 and the national XML: what is written is valid and read back the same; what is wrong is refused with its reason, never a crash."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from command.alerts import cap
from command.alerts.cap.document import read_document
from command.alerts.cap.message import BEIJING, CERTAINTIES, SEVERITIES, URGENCIES, Info, Message, Place, Reference, Refused
from command.alerts.cap.national import write_national
from command.alerts.cap.writing import write_cap
from command.alerts.cap.xml import clean
from command.alerts.identifiers import LENGTH, identifier, office_of

SAMPLES = Path(__file__).parent / "cap"
SCHEMA = etree.XMLSchema(etree.parse(str(Path(cap.__file__).parent / "CAP-v1.2.xsd")))

words = st.text(max_size=40).map(clean)
said = st.text(min_size=1, max_size=40).map(clean).filter(bool)
token = st.text("abcdefghijklmnopqrstuvwxyz0123456789_.-@", min_size=1, max_size=31)
instants = st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1)).map(lambda at: at.replace(microsecond=0, tzinfo=BEIJING))
lons = st.floats(-180, 180).map(lambda value: round(value, 6) + 0.0)
lats = st.floats(-90, 90).map(lambda value: round(value, 6) + 0.0)
rings = st.lists(st.tuples(lons, lats), min_size=3, max_size=8).map(lambda ring: (*ring, ring[0]))
pairs = st.lists(st.tuples(said, words), max_size=3).map(tuple)
places = st.builds(
    Place, name=said, polygons=st.lists(rings, max_size=2).map(tuple), geocodes=pairs,
    circles=st.lists(st.tuples(lons, lats, st.floats(0, 500).map(lambda km: round(km, 6) + 0.0)), max_size=2).map(tuple),
)  # fmt: skip
infos = st.builds(
    Info, event=said, urgency=st.sampled_from(URGENCIES), severity=st.sampled_from(SEVERITIES), certainty=st.sampled_from(CERTAINTIES), codes=pairs,
    effective=st.none() | instants, expires=st.none() | instants, sender_name=words, headline=words, description=words, instruction=words,
    contact=words, parameters=pairs, places=st.lists(places, max_size=2).map(tuple),
)  # fmt: skip
references = st.lists(st.builds(Reference, token, token, instants), min_size=1, max_size=3).map(tuple)
messages = st.builds(
    Message, identifier=token, sender=token, sent=instants, status=st.sampled_from(["Actual", "Exercise"]),
    kind=st.sampled_from(["Alert", "Update", "Cancel"]), note=words, references=references, infos=st.lists(infos, max_size=2).map(tuple),
)  # fmt: skip


@given(messages)
def test_what_is_written_is_valid_by_the_schema_and_read_back_the_same(message: Message):
    written = write_cap(message)
    SCHEMA.assertValid(etree.fromstring(written))
    assert read_document(written) == ("cap", message)


colours = st.sampled_from([("Red", "Extreme"), ("Orange", "Severe"), ("Yellow", "Moderate"), ("Blue", "Minor")])


@given(messages, said, colours, st.sampled_from(["440117", "4401", "440117104"]), st.none() | rings)
def test_the_national_xml_is_read_back_the_same(message: Message, headline: str, colour: Any, area: str, ring: Any):
    place = Place("从化区", (ring,) if ring else (), (), (("GB/T 2260", area.ljust(12, "0")),))
    info = Info(
        event=headline, headline=headline, categories=("Met",), severity=colour[1], codes=(("GB/T 35561", "11B03"),),
        effective=message.sent, parameters=(("color", colour[0]),), places=(place,),
    )  # fmt: skip
    own = Message(
        message.identifier, "广州市气象局", message.sent, message.status, message.kind, source="44010041600000",
        references=tuple(Reference(one.identifier) for one in message.references), infos=(info,),
    )  # fmt: skip
    assert read_document(write_national(own, methods=(("SMS", headline),))) == ("national", own)


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode()))
def test_garbage_is_refused_with_a_reason(content: bytes):
    with pytest.raises(Refused, match=r"\S"):
        read_document(content)


@given(st.integers(0, 3000), st.integers(1, 60), st.sampled_from(sorted(path.name for path in SAMPLES.glob("*.xml"))))
def test_a_damaged_document_is_read_or_refused_and_nothing_else(place: int, length: int, name: str):
    content = (SAMPLES / name).read_bytes()
    with suppress(Refused):
        read_document(content[:place] + content[place + length :])


@pytest.mark.parametrize(
    "attack",
    [
        b'<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;">]><alert>&y;</alert>',
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><alert><identifier>&x;</identifier></alert>',
        b'<!DOCTYPE alert SYSTEM "http://127.0.0.1:9/x.dtd"><alert/>',
    ],
)
def test_entities_and_document_types_are_refused(attack: bytes):
    with pytest.raises(Refused, match="DOCTYPE"):
        read_document(attack)


def test_a_document_without_end_is_refused():
    with pytest.raises(Refused, match="超过"):
        read_document(b"<alert>" + b"x" * 1024 * 1024 + b"</alert>")


def changed(old: str, new: str, name: str = "cap12_synthetic_guangzhou_forest_fire.xml") -> bytes:
    content = (SAMPLES / name).read_text()
    assert old in content
    return content.replace(old, new, 1).encode()


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("23.19,113.31 23.19,113.29<", "23.19,113.31<", "没有闭合"),
        ("23.19,113.29 23.20,113.29 23.20,113.31 23.19,113.31 23.19,113.29", "23.1,113.2 23.2,113.3 23.1,113.2", "至少 4 点"),
        ("23.19,113.29 ", "113.29,223.19 ", "超出范围"),
        ("<status>Exercise", "<status>Serious", "status"),
        ("<identifier>cn.gd", "<identifier>cn gd", "identifier"),
        ("2026-11-03T08:15:30+08:00</sent>", "2026-11-03T08:15:30</sent>", "没有时区"),
        ("2026-11-03T08:15:30+08:00</sent>", "上午八点</sent>", "读不懂"),
        ("<severity>Severe", "<severity>Orange", "severity"),
        ("<msgType>Alert", "<msgType>Update", "references"),
    ],
)
def test_what_is_wrong_is_named(old: str, new: str, why: str):
    with pytest.raises(Refused, match=why):
        read_document(changed(old, new))


def test_the_samples_are_read():
    spelling, fire = read_document((SAMPLES / "cap12_synthetic_guangzhou_forest_fire.xml").read_bytes())
    info = fire.info
    assert spelling == "cap" and fire.status == "Exercise" and info is not None and info.parameter("color") == "Orange"
    assert info.places[0].polygons[0][0] == (113.29, 23.19) and info.places[0].circles == ((113.2971, 23.1837, 3.0),)
    _, cancel = read_document((SAMPLES / "cap12_synthetic_cancel.xml").read_bytes())
    assert cancel.kind == "Cancel" and cancel.references[0].identifier == fire.identifier and cancel.info is None
    spelling, red = read_document((SAMPLES / "cn_national_warning_synthetic_forest_fire_red.xml").read_bytes())
    info = red.info
    assert spelling == "national" and info is not None and (info.parameter("color"), info.severity) == ("Red", "Extreme")
    assert info.places[0].geocodes == (("GB/T 2260", "440117000000"),) and red.sent.utcoffset() == timedelta(hours=8)


def test_a_platform_that_still_sends_gbk_is_read():
    said = (SAMPLES / "cn_national_warning_synthetic_forest_fire_red.xml").read_text().replace('encoding="UTF-8"', 'encoding="GBK"')
    assert read_document(said.encode("gbk"))[1].sender == "广州市气象局"


@given(st.sampled_from(["4401", "440117", "440117104"]), instants, st.integers(0, 9))
def test_an_identifier_has_31_characters_and_names_its_office(area: str, at: datetime, number: int):
    made = identifier(area, "416", at, number)
    assert len(made) == LENGTH and office_of(made) == (area[:6].ljust(6, "0"), "416")


def test_the_identifier_of_the_standard():
    assert identifier("440111", "416", datetime(2026, 5, 22, 14, 30, tzinfo=BEIJING), 0) == "44011141600000_20260522143000_0"
