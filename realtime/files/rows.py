"""A file as screens hold it; its bytes are read under /api/files/{id}."""

from __future__ import annotations

from typing_extensions import TypedDict


class FileRow(TypedDict):
    id: int
    name: str
    mime: str
    size: int
    sha256: str
    at: str
