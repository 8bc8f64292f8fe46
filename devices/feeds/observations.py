"""feed → **observations** → layers: whoever draws or judges what was observed registers here; it runs in the reading's own transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from devices.feeds.models import Feed
from devices.feeds.readers.reading import Observation

Handler = Callable[[Feed, Sequence[Observation]], object]
_handlers: list[Handler] = []


def on_observations(handler: Handler) -> None:
    """Registered in `AppConfig.ready`."""
    if handler not in _handlers:
        _handlers.append(handler)


def tell(feed: Feed, observations: Sequence[Observation]) -> None:
    for handler in _handlers:
        handler(feed, observations)
