"""One span as one file: a zip of parts, each with its digest in the manifest. Read part by part, never unpacked. No Django, no database.

manifest.json           what it is, from whom, of which span; path, size and SHA-256 of every other part
boards/<n>.json         the board at the start of chunk n
events/<n>.json         what was told within it
places/<n>.bin          the fix of each subject at its start      (command.replay.fixes.FIX, 40 bytes each)
moves/<n>.bin           fixes that came within it, in that order
marks/<n>.json          [subject, ms, flags]: offline, held, SOS
late.bin                fixes that came late, for "as it happened"
axis.json  bursts.json  files.json  areas.json  limits.json
bursts/<id>.ogg  files/<id>
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import msgspec
import numpy as np

from command.replay.fixes import FIX, Fixes

FORMAT, VERSION = "ecc-case", 1
MANIFEST = "manifest.json"
CHUNK_S = 600
PART = re.compile(
    r"(boards|events|marks)/\d{1,5}\.json|(places|moves)/\d{1,5}\.bin|late\.bin|(axis|bursts|files|areas|limits)\.json|bursts/\d{1,19}\.ogg|files/\d{1,19}"
)
NEEDED = ("axis.json", "bursts.json", "files.json", "areas.json", "limits.json", "late.bin")
MAX_PARTS = 200_000
MAX_JSON = 200_000_000  # one part; a board of 22,000 units is 5 MB
BLOCK = 1 << 20


class Bad(ValueError):
    """Not a case, or not whole; the text says which part, in Chinese."""


class Part(msgspec.Struct):
    path: str
    size: int
    sha256: str


class Manifest(msgspec.Struct):
    format: str
    version: int
    title: str
    city: str
    city_name: str
    area: str
    since: str
    until: str
    since_ms: int
    until_ms: int
    chunk_s: int
    chunks: int
    made_at: str
    by_name: str
    reason: str
    software: str
    center: list[float] | None
    kinds: dict[str, int]  # event kind → version of its schema
    counts: dict[str, int]
    parts: list[Part]


class Writer:
    """Parts one after the other; `close` writes the manifest last, when all digests are known."""

    def __init__(self, path: Path) -> None:
        self.zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        self.parts: list[Part] = []

    def add(self, path: str, data: bytes, *, packed: bool = False) -> None:
        """`packed`: compressed already."""
        how = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        self.zip.writestr(zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0)), data, compress_type=how)
        self.parts.append(Part(path, len(data), hashlib.sha256(data).hexdigest()))

    def json(self, path: str, value: Any) -> None:
        self.add(path, msgspec.json.encode(value))

    def fixes(self, path: str, fixes: Fixes) -> None:
        self.add(path, fixes.tobytes())

    def close(self, **about: Any) -> Manifest:
        manifest = Manifest(format=FORMAT, version=VERSION, chunk_s=CHUNK_S, parts=self.parts, **about)
        self.zip.writestr(
            zipfile.ZipInfo(MANIFEST, (1980, 1, 1, 0, 0, 0)), msgspec.json.encode(manifest), compress_type=zipfile.ZIP_DEFLATED
        )
        self.zip.close()
        return manifest


class Reader:
    """A case that was checked once; its parts are trusted as their digests were."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._open() as packed:
            self.manifest = read_manifest(packed)

    @contextmanager
    def _open(self) -> Iterator[zipfile.ZipFile]:
        try:
            packed = zipfile.ZipFile(self.path)
        except (OSError, zipfile.BadZipFile) as error:
            raise Bad("不是案例文件,或文件不完整。") from error
        with packed:
            yield packed

    def bytes(self, path: str) -> bytes:
        with self._open() as packed:
            try:
                return packed.read(path)
            except KeyError:
                raise Bad(f"案例中没有 {path}。") from None

    def json(self, path: str) -> Any:
        return msgspec.json.decode(self.bytes(path))

    def fixes(self, path: str) -> Fixes:
        return np.frombuffer(self.bytes(path), FIX).copy()


def read_manifest(packed: zipfile.ZipFile) -> Manifest:
    try:
        info = packed.getinfo(MANIFEST)
        if info.file_size > MAX_JSON:
            raise Bad("案例清单过大。")
        manifest = msgspec.json.decode(packed.read(info), type=Manifest)
    except (KeyError, msgspec.MsgspecError, zipfile.BadZipFile, RuntimeError, EOFError, OSError) as error:
        raise Bad("不是案例文件:没有可读的清单 manifest.json。") from error
    if manifest.format != FORMAT:
        raise Bad("不是案例文件:清单的格式标识不符。")
    if manifest.version > VERSION:
        raise Bad(f"案例由更新的版本生成(格式 {manifest.version}),本系统只认识到 {VERSION},请升级后再导入。")
    return manifest


def check(path: Path, most_bytes: int, on_part: Callable[[int, int], None] = lambda done, of: None) -> Manifest:
    """Everything that can be wrong with a case somebody brings; raises Bad and names the part."""
    try:
        packed = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as error:
        raise Bad("不是案例文件,或文件不完整。") from error
    with packed:
        manifest = read_manifest(packed)
        listed = {part.path: part for part in manifest.parts}
        held = [info.filename for info in packed.infolist()]
        _check_list(manifest, listed, held, most_bytes)
        for done, (name, part) in enumerate(sorted(listed.items())):
            on_part(done, len(listed))
            _check_part(packed, name, part, most_bytes)
    return manifest


def _check_list(manifest: Manifest, listed: dict[str, Part], held: list[str], most_bytes: int) -> None:
    if not 0 < manifest.until_ms - manifest.since_ms <= 366 * 86_400_000 or not 0 < manifest.chunk_s <= 86_400:
        raise Bad("案例清单的起止时间有误。")
    if manifest.chunks != -(-(manifest.until_ms - manifest.since_ms) // (manifest.chunk_s * 1000)):
        raise Bad("案例清单的分段数与起止时间不符。")
    if len(held) > MAX_PARTS or len(set(held)) != len(held) or len(listed) != len(manifest.parts):
        raise Bad("案例的部件过多或重名。")
    if odd := sorted(set(held) - {MANIFEST} - set(listed)):
        raise Bad(f"案例里有清单之外的部件:{odd[0][:60]}。")
    for name in listed:
        if PART.fullmatch(name) is None:
            raise Bad(f"清单里有不认识的部件:{name[:60]}。")
    needed = [*NEEDED, *(f"{kind}/{n}.{end}" for n in range(manifest.chunks) for kind, end in _PER_CHUNK)]
    if missing := [name for name in needed if name not in listed]:
        raise Bad(f"案例缺少部件 {missing[0]}(共缺 {len(missing)} 个)。")
    if sum(part.size for part in listed.values()) > most_bytes:
        raise Bad(f"案例展开后超过 {most_bytes // 1_000_000} MB。")


_PER_CHUNK = (("boards", "json"), ("events", "json"), ("marks", "json"), ("places", "bin"), ("moves", "bin"))


def _check_part(packed: zipfile.ZipFile, name: str, part: Part, most_bytes: int) -> None:
    digest, size = hashlib.sha256(), 0
    text = bytearray()
    wanted = name.endswith(".json")
    try:
        with packed.open(name) as file:
            for block in _blocks(file):
                size += len(block)
                if size > min(part.size, most_bytes):
                    raise Bad(f"部件 {name} 比清单所说的大。")
                digest.update(block)
                if wanted and size <= MAX_JSON:
                    text += block
    except (KeyError, zipfile.BadZipFile, RuntimeError, EOFError, OSError, NotImplementedError) as error:
        raise Bad(f"部件 {name} 缺失或损坏。") from error
    except Exception as error:  # zlib.error has no common base with the others
        if isinstance(error, Bad):
            raise
        raise Bad(f"部件 {name} 损坏。") from error
    if size != part.size or digest.hexdigest() != part.sha256:
        raise Bad(f"部件 {name} 的校验和不符,案例被改动或损坏。")
    if name.endswith(".bin") and size % FIX.itemsize:
        raise Bad(f"部件 {name} 的长度不对。")
    if wanted:
        try:
            msgspec.json.decode(bytes(text), type=_SHAPES.get(name.partition("/")[0]) or Any)
        except msgspec.MsgspecError as error:
            raise Bad(f"部件 {name} 的内容无法读取:{error}。") from error


class _Event(msgspec.Struct):
    stream: str
    seq: int
    kind: str
    at: str
    time: str
    actor: str
    name: str
    body: dict[str, Any]


_SHAPES: dict[str, Any] = {
    "boards": dict[str, dict[str, dict[str, Any]]],
    "events": list[_Event],
    "marks": list[tuple[int, int, int]],
    "areas.json": dict[str, str],
    "limits.json": dict[str, Any],
    "bursts.json": list[dict[str, Any]],
    "files.json": list[dict[str, Any]],
    "axis.json": dict[str, Any],
}


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    while block := file.read(BLOCK):
        yield block
