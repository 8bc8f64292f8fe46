"""database, files, manifest ⇄ tar. The manifest comes last and has the digest of everything before it."""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath
from typing import IO

from pydantic import ValidationError

from command.backup.manifest import NAME, Manifest, Member
from realtime.codes import Problem

CHUNK = 1 << 20
Place = Callable[[str], Path | None]  # where a member goes; None = only looked at


class Digesting:
    """A file that counts what is read from it."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.digest, self.size = file, hashlib.sha256(), 0

    def read(self, size: int = -1) -> bytes:
        piece = self.file.read(size)
        self.digest.update(piece)
        self.size += len(piece)
        return piece

    @property
    def member(self) -> Member:
        return Member(size=self.size, sha256=self.digest.hexdigest())


def write(into: IO[bytes], base: Path, names: Iterable[Path], extra: dict[str, Path], manifest: Manifest) -> Manifest:
    """`extra` first (name → file elsewhere), then `names` below `base`. What is gone when its turn comes is named in the manifest."""
    with tarfile.open(fileobj=into, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        for name, path in [*extra.items(), *((PurePosixPath(one).as_posix(), base / one) for one in names)]:
            try:
                file = path.open("rb")
            except FileNotFoundError:
                manifest.left_out.append(name)
                continue
            with file:
                info = tarfile.TarInfo(name)
                stat = path.stat()
                info.size, info.mtime, info.mode = stat.st_size, int(stat.st_mtime), 0o600
                counted = Digesting(file)
                tar.addfile(info, counted)  # reads `size` bytes of it, no more: a recording may grow meanwhile
                manifest.members[name] = counted.member
        whole = manifest.model_dump_json(indent=1).encode()
        info = tarfile.TarInfo(NAME)
        info.size = len(whole)
        tar.addfile(info, io.BytesIO(whole))
    return manifest


def read(clear: IO[bytes], place: Place) -> Manifest:
    """Every member against its digest. Refuses a name that would leave its folder, and an archive without its manifest at the end."""
    found: dict[str, Member] = {}
    manifest: Manifest | None = None
    with tarfile.open(fileobj=clear, mode="r|") as tar:
        for info in tar:
            if not info.isfile() or info.name.startswith("/") or ".." in PurePosixPath(info.name).parts:
                raise Problem("invalid", f"备份里有不该有的内容:{info.name[:80]}")
            file = tar.extractfile(info)
            assert file is not None
            if info.name == NAME:
                manifest = _manifest(file.read())
                continue
            found[info.name] = _copy(file, place(info.name))
    if manifest is None:
        raise Problem("invalid", "备份不完整:缺少清单(manifest.json)。")
    wrong = sorted(name for name in {*found, *manifest.members} if found.get(name) != manifest.members.get(name))
    if wrong:
        raise Problem("invalid", f"备份内容与清单不符:{'、'.join(wrong[:3])}")
    return manifest


def _manifest(text: bytes) -> Manifest:
    try:
        return Manifest.model_validate_json(text)
    except ValidationError as error:
        raise Problem("invalid", "备份的清单读不懂:可能由更新版本的程序制作,请先升级本程序。") from error


def _copy(file: IO[bytes], to: Path | None) -> Member:
    counted = Digesting(file)
    if to is None:
        while counted.read(CHUNK):
            pass
        return counted.member
    to.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with to.open("xb") as out:
        to.chmod(0o600)
        while piece := counted.read(CHUNK):
            out.write(piece)
    return counted.member
