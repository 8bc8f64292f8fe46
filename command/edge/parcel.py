"""edge ⇄ **parcel** ⇄ core: what travels, on the wire and in a file carried by hand. No Django.

Up: records, each with the key by which the same one is known again, and the hashes of the tables the edge has. Down: which keys were taken,
and the tables that differ. A file is the same JSON behind a line with its HMAC.
"""

from __future__ import annotations

import hashlib
import hmac

import msgspec

VERSION = 1
MARK = "ecc-edge"


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kind: str
    key: str
    body: dict[str, object]


class Up(msgspec.Struct, forbid_unknown_fields=True):
    number: int  # of the edge; 0 = it does not know yet
    records: list[Record]
    hashes: dict[str, str]
    version: int = VERSION


class Verdict(msgspec.Struct, forbid_unknown_fields=True):
    kind: str
    key: str
    why: str = ""


class Table(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    hash: str
    rows: str  # as Django's own serializer writes them


class Down(msgspec.Struct, forbid_unknown_fields=True):
    number: int
    area: str
    taken: list[Verdict]
    tables: list[Table]
    version: int = VERSION


class NotGenuine(ValueError):
    """Signed with another secret, or changed on its way."""


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def sealed(parcel: Up | Down, key: str) -> bytes:
    body = msgspec.json.encode(parcel)
    return f"{MARK} {VERSION} {_signature(body, key)}\n".encode() + body


def number_of(data: bytes) -> int:
    """Of which edge a file says it is, before its seal can be checked."""
    try:
        return msgspec.json.decode(data.partition(b"\n")[2], type=_Numbered).number
    except msgspec.DecodeError:
        raise NotGenuine("文件无法读懂") from None


class _Numbered(msgspec.Struct):
    number: int


def opened(data: bytes, key: str, kind: type[Up] | type[Down]) -> Up | Down:
    head, _, body = data.partition(b"\n")
    words = head.decode("ascii", "replace").split()
    if len(words) != 3 or words[0] != MARK or words[1] != str(VERSION):
        raise NotGenuine("不是本系统的前置节点文件,或版本不同")
    if not hmac.compare_digest(words[2], _signature(body, key)):
        raise NotGenuine("文件的签名不符:密钥不同,或文件被改动")
    return msgspec.json.decode(body, type=kind)


def _signature(body: bytes, key: str) -> str:
    return hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
