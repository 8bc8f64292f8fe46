"""zip → **reading** → rows: a table of code, name, category and file, beside the pictures it names; each bad row with its number and why. No Django."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePosixPath
from typing import NamedTuple

from dispatch.plots.catalogue import CATEGORIES, PlotCategory
from dispatch.plots.signs.pictures import MOST_BYTES, BadPicture, Picture, picture_of
from realtime.sheets import MAX_BYTES, Column, Unreadable, read_table

MOST_FILES = 3_000
CODE = re.compile(r"^[0-9A-Za-z][0-9A-Za-z._-]{0,31}$")
COLUMNS = (
    Column("代码", True, "标准或本局规定的代码,1 至 32 位数字、字母、点、短横", "—"),
    Column("名称", True, "最多 60 字", "—"),
    Column("类别", True, "六类之一", "突发事件", tuple(name for name, _ in CATEGORIES.values())),
    Column("文件", False, "压缩包里的 SVG 或 PNG;不填按代码找", "—"),
)


class SignRow(NamedTuple):
    code: str
    name: str
    category: PlotCategory
    picture: Picture


class BadSign(NamedTuple):
    line: int
    code: str
    why: str


class Read(NamedTuple):
    good: list[SignRow]
    bad: list[BadSign]


def read_signs(data: bytes) -> Read:
    """Unreadable: nothing can be made of the file. Otherwise the rest of its rows is good."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile:
        raise Unreadable("请上传 ZIP:一张清单(CSV 或 XLSX)和清单里写到的 SVG、PNG 文件。") from None
    files = {PurePosixPath(info.filename).name.lower(): info for info in archive.infolist() if not info.is_dir()}
    if len(files) > MOST_FILES:
        raise Unreadable(f"压缩包里超过 {MOST_FILES} 个文件。")
    lists = [info for name, info in sorted(files.items()) if name.endswith((".csv", ".xlsx")) and not name.startswith("._")]
    if len(lists) != 1:
        raise Unreadable("压缩包里须有且只有一张清单(CSV 或 XLSX):代码、名称、类别、文件。")
    lines = read_table(lists[0].filename, _unpacked(archive, lists[0], MAX_BYTES), COLUMNS).lines
    good: dict[str, SignRow] = {}
    bad: list[BadSign] = []
    for line in lines:
        cell = {
            key: line.cells.get(column.title, "").strip() for key, column in zip(("code", "name", "category", "file"), COLUMNS, strict=True)
        }
        try:
            row = _row(cell, archive, files)
            if row.code in good:
                raise BadPicture("代码在清单中重复")
        except BadPicture as why:
            bad.append(BadSign(line.number, cell["code"], str(why)))
        else:
            good[row.code] = row
    return Read(list(good.values()), bad)


def _row(cell: dict[str, str], archive: zipfile.ZipFile, files: dict[str, zipfile.ZipInfo]) -> SignRow:
    if not CODE.match(cell["code"]):
        raise BadPicture("代码应为 1 至 32 位数字、字母、点或短横")
    if not cell["name"] or len(cell["name"]) > 60:
        raise BadPicture("名称必填,最多 60 字")
    category = next((code for code, (name, _) in CATEGORIES.items() if cell["category"] in (code, name)), None)
    if category is None:
        raise BadPicture(f"类别应为:{'、'.join(name for name, _ in CATEGORIES.values())}")
    wanted = [cell["file"]] if cell["file"] else [f"{cell['code']}.svg", f"{cell['code']}.png"]
    found = next((files[name] for one in wanted if (name := PurePosixPath(one.replace("\\", "/")).name.lower()) in files), None)
    if found is None:
        raise BadPicture(f"压缩包里没有文件 {wanted[0]}")
    return SignRow(cell["code"], cell["name"], category, picture_of(_unpacked(archive, found, MOST_BYTES)))


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    """Never more than is wanted, whatever its head says."""
    try:
        with archive.open(info) as file:
            data = file.read(most + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        raise BadPicture(f"{info.filename} 无法解压") from None
    if len(data) > most:
        raise BadPicture(f"{info.filename} 过大")
    return data
