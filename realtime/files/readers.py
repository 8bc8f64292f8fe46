"""Who may read a file besides those of its area. The layer that knows – a team called to the incident – registers itself."""

from __future__ import annotations

from collections.abc import Callable

from realtime.accounts.may import Caller
from realtime.files.models import File

Reader = Callable[[Caller, File], bool]
_readers: list[Reader] = []


def on_read(reader: Reader) -> None:
    """Registered in `AppConfig.ready`."""
    if reader not in _readers:
        _readers.append(reader)


def is_reader(who: Caller, file: File) -> bool:
    return any(reader(who, file) for reader in _readers)
