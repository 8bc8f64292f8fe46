"""Shelves with blankets on them, for every test of supplies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dispatch.supplies.models import Depot, Item
from dispatch.supplies.stocking import take_in


@pytest.fixture
def blanket(city: None) -> Item:
    return Item.objects.get(sku="BX-02")


@pytest.fixture
def depot(blanket: Item) -> Callable[..., Depot]:
    def make(name: str, blankets: int = 0, **given: Any) -> Depot:
        fields = {"level": "district", "area": "440118", "lon": 113.811, "lat": 23.261, "keeper": "周保管", "phone": "13911112222"} | given
        made = Depot.objects.create(name=name, **fields)
        if blankets:
            take_in(actor="user:9", depot_id=made.pk, item_id=blanket.pk, lot="2025-01", quantity=blankets)
        return made

    return make
