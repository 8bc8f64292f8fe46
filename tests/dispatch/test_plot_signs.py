"""A bureau's official symbols: checked, cleaned, drawn under their codes; no code is ever made up, none is lost."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from dispatch.plots.models import Plot, PlotSign
from dispatch.plots.signs.actions import load_signs, set_sign_active
from dispatch.plots.signs.pictures import BadPicture, picture_of

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M2 2h20v20z" fill="#c00"/></svg>'
EVIL = b"""<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="20" height="20" onload="alert(1)">
<script>alert(2)</script><style>@import url(http://evil.test/x.css);</style><foreignObject><body xmlns="http://www.w3.org/1999/xhtml">x</body></foreignObject>
<image href="http://evil.test/x.png"/><a xlink:href="javascript:alert(3)"><path d="M0 0h9"/></a><use xlink:href="http://evil.test/x.svg#a"/>
<g id="a" style="fill:url(http://evil.test/p)"><rect width="9" height="9" onclick="alert(4)" fill="url(#ok)"/></g><use href="#a"/></svg>"""
BOMB = b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg"><text>&b;</text></svg>'
PNG = (
    b"\x89PNG\r\n\x1a\n"
    + b"\x00\x00\x00\rIHDR"
    + b"\x00\x00\x00\x40\x00\x00\x00\x40"
    + b"\x08\x06\x00\x00\x00"
    + b"\x00" * 12
    + b"IEND\xaeB`\x82"
)


def packed(**files: str | bytes) -> bytes:
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w") as archive:
        for name, data in files.items():
            archive.writestr(name.replace("_", "."), data)
    return box.getvalue()


LIST = "代码,名称,类别,文件\nT-01,试验火点,突发事件,fire.svg\nT-02,试验队伍,应急力量,team.png\n坏码,名,突发事件,fire.svg\nT-03,无图,突发事件,\nT-04,类别错,别的,fire.svg\nT-01,重复,突发事件,fire.svg\n"
SET = packed(list_csv=LIST, fire_svg=SVG, team_png=PNG)


def test_of_an_svg_only_what_draws_is_kept() -> None:
    found = picture_of(EVIL)
    for word in (b"script", b"onload", b"onclick", b"evil", b"javascript", b"foreignObject", b"<a ", b"image", b"@import"):
        assert word not in found.data
    assert found.dropped >= 7 and b"url(#ok)" in found.data and b'href="#a"' in found.data and b'viewBox="0 0 20 20"' in found.data


@pytest.mark.parametrize(
    "data", [BOMB, b"<html><svg/></html>", b"GIF89a", SVG.replace(b"path", b"script"), b"\x89PNG\r\n\x1a\n123", SVG + b" " * 200_000]
)
def test_what_is_no_symbol_is_refused(data: bytes) -> None:
    with pytest.raises(BadPicture):
        picture_of(data)


@pytest.mark.django_db
def test_good_rows_go_in_and_bad_ones_are_named_and_the_same_file_changes_nothing(city: None) -> None:
    added, changed, bad = load_signs(actor="user:1", name="王值班", data=SET)
    assert (added, changed, [(row.line, row.code) for row in bad]) == (2, 0, [(4, "坏码"), (5, "T-03"), (6, "T-04"), (7, "T-01")])
    assert load_signs(actor="user:1", name="王值班", data=SET)[:2] == (0, 0)
    other = packed(list_csv="代码,名称,类别,文件\nT-01,改名,突发事件,fire.svg\n", fire_svg=SVG)
    assert load_signs(actor="user:1", name="王值班", data=other)[:2] == (0, 1)
    assert PlotSign.objects.count() == 2  # what the second file does not name stays


@pytest.mark.django_db
def test_a_plot_keeps_the_code_and_the_export_names_it(people: SimpleNamespace, as_user: Callable[..., Any], agrees: Any) -> None:
    load_signs(actor="user:1", name="王值班", data=SET)
    wang = as_user(people.wang)
    catalogue = wang.get("/api/plots/catalogue").json()
    assert [(one["code"], one["category"]) for one in catalogue["signs"]] == [("T-01", "event"), ("T-02", "force")]
    body = {"kind": "symbol", "sign": "T-02", "shape": {"type": "Point", "coordinates": [113.77, 23.74]}}
    with agrees():
        drawn = wang.send("/api/plots", body)
    assert drawn.status_code == 201, drawn.content
    assert (drawn.json()["sign"], drawn.json()["name"], drawn.json()["layer"]) == ("T-02", "试验队伍", "force")
    set_sign_active(actor="user:1", code="T-02", active=False)
    assert wang.send("/api/plots", body).status_code == 422
    (feature,) = wang.get("/api/plots/export").json()["features"]
    assert (feature["properties"]["official_code"], feature["properties"]["official_name"]) == ("T-02", "试验队伍")
    picture = wang.get("/api/plots/signs/T-02")
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/png") and "sandbox" in picture["Content-Security-Policy"]
    assert Plot.objects.get().sign == "T-02"


@pytest.mark.django_db
def test_the_table_page_loads_shows_and_takes_out(people: SimpleNamespace, client: Client) -> None:
    client.force_login(people.chen)
    page = client.post("/exchange/signs/", {"file": io.BytesIO(SET)})
    assert page.status_code == 200 and "试验火点" in page.text and "代码在清单中重复" in page.text
    assert client.post("/exchange/signs/", {"code": "T-01", "active": "no"}).status_code == 302
    assert not PlotSign.objects.get(code="T-01").active
    client.force_login(people.huang)  # a district's officer reads the table and loads nothing
    assert client.post("/exchange/signs/", {"file": io.BytesIO(SET)}).status_code == 422
    assert "载入</button>" not in client.get("/exchange/signs/").text
