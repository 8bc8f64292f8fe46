"""The map's objects over HTTP: what layers there are, what lies in view, lists, one object whole, and its changes."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router

from dispatch.features.catalogue import GROUPS, LAYERS
from dispatch.features.querying import protected_of
from dispatch.features.rows import CatalogueGroup
from realtime.api import REFUSALS, caller

router = Router(tags=["features"])


@router.get("/layers", response={200: list[CatalogueGroup], **REFUSALS}, operation_id="list_layers")
def get_layers(request: HttpRequest) -> list[CatalogueGroup]:
    """The eight groups with their layers; those the caller may not see are left out."""
    may = bool(protected_of(caller(request)))
    return [
        {
            "key": group.key, "name": group.name, "frame": group.frame,
            "layers": [
                {
                    "key": layer.key, "name": layer.name, "icon": layer.icon, "kinds": list(layer.kinds), "max_age_s": layer.max_age_s,
                    "origin": layer.origin, "protected": bool(layer.verb),
                    "attributes": [
                        {"key": one.key, "name": one.name, "type": one.type, "unit": one.unit, "choices": list(one.choices)}
                        for one in layer.attributes
                    ],
                }
                for layer in LAYERS
                if layer.group == group.key and (may or not layer.verb)
            ],
        }
        for group in GROUPS
    ]  # fmt: skip
