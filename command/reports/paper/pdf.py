"""sheet → **pdf** → bytes: set by typst, faces embedded, nothing needed from the machine. The words go as data, never as markup."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Literal, cast

import typst

from command.reports.paper.sheet import Sheet, title_lines

HERE = Path(__file__).parent
FONTS = HERE / "fonts"


def pdf(sheet: Sheet) -> bytes:
    with tempfile.TemporaryDirectory(prefix="report-") as folder:
        root = Path(folder)
        shutil.copy(HERE / "paper.typ", root / "paper.typ")
        (root / "sheet.json").write_text(
            json.dumps({**sheet._asdict(), "lines": title_lines(sheet.title)}, ensure_ascii=False), encoding="utf-8"
        )
        if sheet.picture:
            (root / "picture.svg").write_text(sheet.picture, encoding="utf-8")
        return _set(root / "paper.typ", root, "pdf")


def png(svg: str, width_pt: float = 450) -> bytes:
    """The map for a word processor, which reads no SVG of every kind."""
    with tempfile.TemporaryDirectory(prefix="report-") as folder:
        root = Path(folder)
        (root / "picture.svg").write_text(svg, encoding="utf-8")
        (root / "page.typ").write_text(f'#set page(width: {width_pt}pt, height: auto, margin: 0pt)\n#image("picture.svg", width: 100%)\n')
        return _set(root / "page.typ", root, "png")


def _set(page: Path, root: Path, kind: Literal["pdf", "png"]) -> bytes:
    made: object = typst.compile(page, root=root, font_paths=[FONTS], format=kind, ppi=180.0 if kind == "png" else None)
    return made if isinstance(made, bytes) else b"".join(cast("list[bytes]", made))  # a picture of several pages comes as a list
