"""feed → **documents** → whoever reads them: papers that are no rows of values. Each is taken in a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from devices.feeds.models import Feed
from devices.feeds.readers.reading import Read, Refused

Taker = Callable[[Feed, bytes], str]  # answers why it could not be used, "" when it was
_takers: dict[str, Taker] = {}


def on_document(kind: str, take: Taker) -> None:
    """Registered in `AppConfig.ready`: one reader of papers per kind of feed."""
    _takers[kind] = take


def take_documents(feed: Feed, documents: Sequence[bytes], read: Read) -> None:
    """Outside any transaction: a refused paper holds up none of the others, and is kept by who refused it."""
    take = _takers.get(feed.kind)
    if take is None:
        return
    for number, content in enumerate(documents, 1):
        why = take(feed, content)
        if why:
            read.refused.append(Refused(number, why))
        else:
            read.taken += 1
