"""text → **hiding** → findings: what must not stand on a public page – telephone numbers, identity numbers, coordinates, our own numbers. No Django."""

from __future__ import annotations

import re
from typing import NamedTuple

PHONE = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}[- ]?\d{7,8}|\d{3,4}[- ]\d{7,8}|[2-8]\d{7})(?!\d)(?![\d.]*[元人间亩公])")
IDENTITY = re.compile(r"(?<!\d)\d{6}(?:19|20)\d{9}[\dXx](?!\d)")
MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
COORDINATES = re.compile(r"[东西]经\s*\d|[南北]纬\s*\d|(?<!\d)\d{2,3}\.\d{4,}")
OURS = re.compile(r"(?<![A-Z])(?:SJ|JQ|DL|HY|YQ|ZY)\d{8}-\d{4,}")
# Our own numbers before telephones: SJ20260618-0042 is no landline
KINDS = {
    "number": ("内部编号", OURS), "identity": ("证件号码", IDENTITY), "phone": ("电话号码", PHONE), "mail": ("邮箱", MAIL), "coordinates": ("坐标", COORDINATES),
}  # fmt: skip


class Finding(NamedTuple):
    kind: str
    name: str
    text: str  # enough to find it, not enough to use it


def findings(text: str) -> list[Finding]:
    found: list[Finding] = []
    rest = text
    for kind, (name, pattern) in KINDS.items():
        for hit in pattern.finditer(rest):
            found.append(Finding(kind, name, veiled(hit.group())))
        rest = pattern.sub(" ", rest)
    return found


def veiled(said: str) -> str:
    return said if len(said) <= 4 else f"{said[:3]}…{said[-1:]}"
