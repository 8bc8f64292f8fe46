"""Basemaps: what a dropped file is, tiles that come through us and stay when the source is away, and nobody's open proxy."""

from __future__ import annotations

import gzip
import json
import os
import struct
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from command.basemap import tiles
from command.basemap.archives import Unusable, read_archive
from command.basemap.listing import sources
from tests.dispatch.outside_server import Outside, outside_server

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 60


def pmtiles(path: Path, metadata: object, kind: int = 1, *, cut: int = 0) -> Path:
    """A head, metadata and no tiles: what the list looks at."""
    body = gzip.compress(json.dumps(metadata).encode())
    head = bytearray(127)
    head[:8] = b"PMTiles\x03"
    struct.pack_into("<QQQQ", head, 8, 127, 0, 127, len(body))
    head[96:102] = bytes([1, 2, 1, kind, 4, 14])
    struct.pack_into("<iiii", head, 102, 1129000000, 225000000, 1141000000, 240000000)
    path.write_bytes((bytes(head) + body)[: -cut or None])
    return path


def layers(*names: str) -> dict[str, object]:
    return {"vector_layers": [{"id": name} for name in names], "attribution": '<a href="x">&copy; OSM</a>'}


@pytest.mark.parametrize(
    ("metadata", "kind", "style"),
    [
        (layers("roads", "earth", "water"), 1, "protomaps"),
        (layers("transportation", "water"), 1, "openmaptiles"),
        (layers("district", "borders", "outline"), 1, "packaged"),
        (layers("anything"), 1, "layers"),
        ({"json": json.dumps(layers("transportation"))}, 1, "openmaptiles"),
        ({}, 2, "raster"),
        ({"encoding": "terrarium"}, 2, "terrarium"),
        ({"encoding": "mapbox"}, 4, "mapbox"),
    ],
)
def test_how_an_archive_is_drawn_is_read_from_its_metadata(metadata: object, kind: int, style: str, tmp_path: Path):
    found = read_archive(pmtiles(tmp_path / "a.pmtiles", metadata, kind))
    assert (found.style, found.minzoom, found.maxzoom, found.bounds) == (style, 4, 14, [112.9, 22.5, 114.1, 24.0])


def test_attribution_is_text_not_markup(tmp_path: Path):
    assert read_archive(pmtiles(tmp_path / "a.pmtiles", layers("roads", "earth"))).attribution == "© OSM"


def test_a_file_that_is_none_or_was_cut_short_says_so(tmp_path: Path):
    (tmp_path / "x.pmtiles").write_bytes(b"SQLite format 3")
    with pytest.raises(Unusable, match="不是 PMTiles"):
        read_archive(tmp_path / "x.pmtiles")
    with pytest.raises(Unusable, match="不完整"):
        read_archive(pmtiles(tmp_path / "y.pmtiles", layers("roads", "earth"), cut=5))


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.BASEMAP_DIR, settings.DATA_DIR = tmp_path / "basemap", tmp_path
    settings.BASEMAP_DIR.mkdir()
    tiles._resting.clear()
    return Path(settings.BASEMAP_DIR)


@pytest.fixture
def outside() -> Iterator[Outside]:
    with outside_server() as found:
        yield found


def states(prefix: str = "") -> dict[str, tuple[str, str]]:
    return {one["key"]: (one["style"], one["state"]) for one in sources() if one["key"].startswith(prefix)}


def test_everything_dropped_is_listed_and_what_cannot_be_used_is_named(folder: Path):
    pmtiles(folder / "广州道路.pmtiles", layers("roads", "earth"))
    (folder / "kaputt.pmtiles").write_bytes(b"no")
    (folder / "sources.json").write_text(
        json.dumps(
            [{"key": "jw", "name": "局内影像", "url": "http://10.1.1.1/{z}/{x}/{y}.png", "datum": "gcj02"}, {"key": "Böse", "url": "x"}]
        )
    )
    assert states() == {
        "packaged": ("packaged", "ok"), "file:kaputt.pmtiles": ("raster", "unreadable"), "file:广州道路.pmtiles": ("protomaps", "ok"),
        "tdt:vec": ("raster", "no_key"), "tdt:img": ("raster", "no_key"), "tdt:ter": ("raster", "no_key"), "source:jw": ("raster", "ok"),
        "source:Böse": ("raster", "unreadable"),
    }  # fmt: skip
    assert "第 2 项" in next(one["detail"] for one in sources() if one["key"] == "source:Böse")


@pytest.mark.parametrize("url", ["ftp://a/{z}/{x}/{y}", "http://a/{z}/{x}", "http://{x}.evil/{z}/{x}/{y}"])
def test_a_source_whose_host_could_be_chosen_from_outside_is_refused(folder: Path, url: str):
    (folder / "sources.json").write_text(json.dumps([{"key": "a", "url": url}]))
    assert states("source:") == {"source:a": ("raster", "unreadable")}


@pytest.mark.django_db
class TestTiles:
    @pytest.fixture
    def wang(self, as_user: Any, people: SimpleNamespace) -> Any:
        return as_user(people.wang)

    @pytest.fixture
    def tdt(self, folder: Path, outside: Outside, settings: Any) -> Outside:
        settings.TIANDITU_KEY, settings.TIANDITU_URL = "geheim7", outside.url + "/{layer}/{z}/{x}/{y}?tk={key}"
        outside.lay("/vec/9/417/221?tk=geheim7", PNG)
        return outside

    def test_a_tile_is_asked_once_with_our_key_and_the_browser_never_sees_it(self, tdt: Outside, wang: Any):
        first = wang.get("/tiles/tdt/vec/9/417/221")
        again = wang.get("/tiles/tdt/vec/9/417/221")
        assert (first.status_code, first["Content-Type"], first.content, first["X-Tile"]) == (200, "image/png", PNG, "fresh")
        assert again.content == PNG and len(tdt.asked) == 1
        assert "geheim7" not in str(first.headers) + wang.get("/api/map/basemaps").content.decode()

    def test_when_the_source_is_away_an_old_tile_is_better_than_none(self, tdt: Outside, wang: Any, folder: Path):
        wang.get("/tiles/tdt/vec/9/417/221")
        kept = folder.parent / "tiles/tdt-vec/9/417/221"
        os.utime(kept, (time.time() - 40 * 86_400,) * 2)
        tdt.lay("/vec/9/417/221?tk=geheim7", b"busy", status=503)
        answer = wang.get("/tiles/tdt/vec/9/417/221")
        assert (answer.status_code, answer["X-Tile"], answer.content) == (200, "stale", PNG)
        asked = len(tdt.asked)
        assert wang.get("/tiles/tdt/vec/9/417/222")["X-Tile"] == "resting" and len(tdt.asked) == asked, "it is left alone for a while"

    def test_a_refused_key_is_no_tile_and_is_not_kept(self, tdt: Outside, wang: Any, folder: Path):
        tdt.lay("/vec/9/417/223?tk=geheim7", "权限类型错误")
        assert wang.get("/tiles/tdt/vec/9/417/223").status_code == 502
        assert not (folder.parent / "tiles/tdt-vec/9/417/223").exists()

    @pytest.mark.parametrize("path", ["tdt/etc/9/417/221", "tdt/vec/30/1/1", "tdt/vec/2/9/1", "source/none/9/1/1", "tdt/vec/0/0/0"])
    def test_only_named_sources_and_tiles_that_exist(self, path: str, tdt: Outside, wang: Any):
        assert wang.get(f"/tiles/{path}").status_code == 404 and tdt.asked == []

    def test_strangers_get_neither_tiles_nor_archives(self, tdt: Outside, client: Any, folder: Path):
        pmtiles(folder / "a.pmtiles", layers("roads", "earth"))
        assert client.get("/tiles/tdt/vec/9/417/221").status_code == 401
        assert client.get("/basemap/a.pmtiles", headers={"Range": "bytes=0-6"}).status_code == 401

    def test_an_archive_is_given_in_ranges_also_one_dropped_after_the_start(self, folder: Path, wang: Any):
        path = pmtiles(folder / "新.pmtiles", layers("roads", "earth"))
        answer = wang.get("/basemap/新.pmtiles", headers={"Range": "bytes=0-6"})
        size = path.stat().st_size
        assert (answer.status_code, answer.content, answer["Content-Range"]) == (206, b"PMTiles", f"bytes 0-6/{size}")
        assert wang.get("/basemap/新.pmtiles", headers={"Range": f"bytes={size}-"}).status_code == 416
        assert wang.get("/basemap/..%2fsecret_key", headers={"Range": "bytes=0-6"}).status_code == 404

    def test_above_the_budget_the_tiles_nobody_looks_at_go_first(self, folder: Path):
        for number in range(10):
            path = folder.parent / f"tiles/s/9/1/{number}"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"x" * 100)
            os.utime(path, (1_000_000 + number, 1_000_000 + number))
        assert tiles.sweep_tiles(600) == 5
        assert sorted(path.name for path in (folder.parent / "tiles/s/9/1").iterdir()) == ["5", "6", "7", "8", "9"]

    def test_each_kind_of_screen_starts_with_what_was_chosen_and_hears_it_at_once(
        self, folder: Path, wang: Any, as_user: Any, people: SimpleNamespace, agrees: Any
    ):
        pmtiles(folder / "a.pmtiles", layers("roads", "earth"))
        (folder / "b.pmtiles").write_bytes(b"no")
        with agrees():
            answer = wang.send("/api/map/basemaps", {"screen": "wall", "key": "file:a.pmtiles", "day": True, "review": "GS(2026)0001号"})
        assert answer.status_code == 200
        assert wang.get("/api/map/basemaps").json()["chosen"][0]["review"] == "GS(2026)0001号"
        assert wang.send("/api/map/basemaps", {"screen": "wall", "key": "file:b.pmtiles"}).status_code == 409
        assert wang.send("/api/map/basemaps", {"screen": "wall", "key": "file:c.pmtiles"}).status_code == 404
        assert wang.send("/api/map/basemaps", {"screen": "wall", "key": "packaged", "relief": "file:a.pmtiles"}).status_code == 422
        assert as_user(people.huang).send("/api/map/basemaps", {"screen": "wall", "key": "packaged"}).status_code == 403
