"""field numbers → **protobuf_tables** → meshtastic, sparkplug: message classes made at run time, so that no generated or copied .proto is needed.

Proto2 rules throughout: every scalar tells whether it was sent, enumerations are plain integers, strings are read as bytes (a radio cuts them
anywhere, also within a character).
"""

from __future__ import annotations

from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.message import DecodeError

from devices.readings import Undecodable

_F = descriptor_pb2.FieldDescriptorProto
_SCALARS = {
    "double": _F.TYPE_DOUBLE, "float": _F.TYPE_FLOAT, "int32": _F.TYPE_INT32, "int64": _F.TYPE_INT64, "uint32": _F.TYPE_UINT32,
    "uint64": _F.TYPE_UINT64, "sint32": _F.TYPE_SINT32, "fixed32": _F.TYPE_FIXED32, "sfixed32": _F.TYPE_SFIXED32, "bool": _F.TYPE_BOOL,
    "bytes": _F.TYPE_BYTES,
}  # fmt: skip

# message → field → (number, type); "*T" = repeated, a type that is no scalar is another message of the table
Table = dict[str, dict[str, tuple[int, str]]]


def messages(package: str, table: Table) -> dict[str, Any]:
    """One class a message."""
    file = descriptor_pb2.FileDescriptorProto(name=f"{package}.proto", package=package, syntax="proto2")
    for name, fields in table.items():
        message = file.message_type.add(name=name)
        for field, (number, kind) in fields.items():
            made = message.field.add(name=field, number=number)
            made.label = _F.LABEL_REPEATED if kind.startswith("*") else _F.LABEL_OPTIONAL
            kind = kind.removeprefix("*")
            made.type = _SCALARS.get(kind, _F.TYPE_MESSAGE)
            if kind not in _SCALARS:
                made.type_name = f".{package}.{kind}"
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return {name: message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{package}.{name}")) for name in table}


def parsed(kind: Any, payload: bytes, what: str) -> Any:
    """A message of this class, or Undecodable. Sixteen zero bytes and the like do parse: callers ask for what must be there."""
    try:
        return kind.FromString(payload)
    except DecodeError:
        raise Undecodable(f"不是有效的 {what} (protobuf)") from None


def said(message: Any, field: str) -> Any:
    """The field's value, or None when it was not sent."""
    return getattr(message, field) if message.HasField(field) else None


def words(raw: bytes | None, limit: int = 200) -> str:
    return "" if raw is None else raw.decode(errors="replace").replace("\x00", "").strip()[:limit]
