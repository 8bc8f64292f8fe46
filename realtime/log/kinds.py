"""Which events exist: each kind has one declared, versioned schema. Bodies hold ids, codes and values, never sentences or phone numbers."""

from __future__ import annotations

from typing import Any

import msgspec

_schemas: dict[str, tuple[int, type[msgspec.Struct]]] = {}
_encoder = msgspec.json.Encoder(order="sorted")  # canonical: sorted keys, no spaces, so that a hash means something


def declare(kind: str, version: int, schema: type[msgspec.Struct]) -> None:
    """`kind` is `<table in the singular>.<verb>`. Called once per kind from the owning app's `kinds.py`."""
    if kind in _schemas and _schemas[kind] != (version, schema):
        raise ValueError(f"event kind {kind} is declared twice")
    _schemas[kind] = (version, schema)


def declared() -> dict[str, tuple[int, type[msgspec.Struct]]]:
    return dict(_schemas)


def encode(kind: str, body: dict[str, Any]) -> tuple[int, str]:
    """(schema version, canonical JSON). Raises LookupError for an undeclared kind, msgspec.ValidationError for a wrong body."""
    if kind not in _schemas:
        raise LookupError(f"event kind {kind!r} is not declared")
    version, schema = _schemas[kind]
    text = _encoder.encode(body)
    msgspec.json.decode(text, type=schema)
    return version, text.decode()
