"""Layers whose objects are rows of another table – incidents, teams, posts: whoever owns the table registers how they are listed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.db.models import QuerySet

from dispatch.features.rows import ListRow


class Provider(NamedTuple):
    """`rows(scopes)` are those the caller may see; `item` is one of them as a list shows it; `text` the field a search word is looked for in."""

    rows: Callable[[Sequence[str]], QuerySet[Any]]
    item: Callable[[Any], ListRow]
    text: str = "name"


_providers: dict[str, Provider] = {}


def register(layer: str, provider: Provider) -> None:
    """Called once per layer in `AppConfig.ready`."""
    _providers[layer] = provider


def provider(layer: str) -> Provider | None:
    return _providers.get(layer)
