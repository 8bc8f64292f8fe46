"""Warnings, earthquakes and forecasts from outside, as their readers see them: a paper goes on as it came, a row that is wrong is named."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from devices.feeds.readers import forecasts, quakes, warnings
from devices.feeds.readers.reading import Options, Unreadable

NOW = datetime(2026, 11, 3, 0, 20, tzinfo=UTC)
OPTIONS = Options(now=NOW)
ALERT = "<alert><identifier>{}</identifier></alert>"
CAP = 'xmlns="urn:oasis:names:tc:emergency:cap:1.2"'


def test_a_warning_that_stands_alone_goes_on_byte_for_byte_even_a_broken_one():
    whole, broken = ALERT.format("A").encode(), b"<alert><identifier>"
    assert warnings.read(whole, OPTIONS).documents == [whole]
    assert warnings.read(broken, OPTIONS).documents == [broken]
    assert warnings.read(b"<!DOCTYPE x [<!ENTITY y 'z'>]><alert/>", OPTIONS).documents  # whoever takes it says why not


def test_several_under_one_root_are_several():
    found = warnings.read(f"<alerts>{ALERT.format('A')}{ALERT.format('B')}</alerts>".encode(), OPTIONS)
    assert [b">A<" in found.documents[0], b">B<" in found.documents[1]] == [True, True]


def test_an_atom_list_gives_what_stands_in_it_and_where_the_others_lie():
    atom = f"""<feed xmlns="http://www.w3.org/2005/Atom"><link rel="self" href="/list"/>
      <entry><link rel="alternate" href="/page.html"/><link type="application/cap+xml" href="one.xml"/></entry>
      <entry><content type="text/xml"><alert {CAP}><identifier>B</identifier></alert></content></entry></feed>"""
    found = warnings.read(atom.encode(), OPTIONS)
    assert found.links == ["one.xml"] and len(found.documents) == 1 and b"urn:oasis" in found.documents[0]
    rss = "<rss><channel><link>http://x</link><item><link>http://x/1.xml</link></item></channel></rss>"
    assert warnings.read(rss.encode(), OPTIONS).links == ["http://x/1.xml"]


def test_a_list_cannot_send_us_to_another_house():
    assert warnings.beside("https://x.cn/a/list", "one.xml") == "https://x.cn/a/one.xml"
    for link in ("http://169.254.169.254/", "https://x.cn:8443/a", "file:///etc/passwd"):
        with pytest.raises(Unreadable):
            warnings.beside("https://x.cn/a/list", link)


def test_earthquakes_are_read_as_a_list_and_as_geojson():
    row = {
        "code": "CENC1",
        "name": "广东河源源城区",
        "lon": 114.6,
        "lat": 23.8,
        "depth_km": 10,
        "magnitude": "4.3",
        "at": "2026-11-03 08:15:00",
    }
    geo = {"type": "FeatureCollection", "features": [{"id": "us1", "properties": {"mag": 4.3, "time": 1793664900000, "place": "x"}, "geometry": {"coordinates": [114.6, 23.8, 10]}}]}  # fmt: skip
    for said in ([row], geo):
        (one,) = quakes.read(json.dumps(said).encode(), OPTIONS).observations
        assert one.attributes == {"magnitude": 4.3, "depth_km": 10} and one.at == datetime(2026, 11, 3, 0, 15, tzinfo=UTC)
    assert "震级" in quakes.read(json.dumps([row | {"magnitude": 43}]).encode(), OPTIONS).refused[0].detail


def test_a_forecast_names_what_where_and_when():
    row = {"quantity": "rain_24h", "area": "440117", "value": 180, "unit": "mm", "at": "2026-11-03 08:00:00", "from": "2026-11-04 08:00:00"}
    (one,) = forecasts.read(json.dumps([row]).encode(), OPTIONS).observations
    assert one.attributes["from"] == "2026-11-04T00:00:00+00:00" and one.code == "440117:rain_24h"
    for wrong, word in (
        ({"area": "4401xx"}, "area"),
        ({"quantity": ""}, "quantity"),
        ({"from": "2027-11-04"}, "from"),
        ({"area": ""}, "area"),
    ):
        assert word in forecasts.read(json.dumps([row | wrong]).encode(), OPTIONS).refused[0].detail
