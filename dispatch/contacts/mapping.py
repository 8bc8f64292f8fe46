"""contacts → **mapping** → map: a village's loudspeaker that has a place stands in its layer, with whether it can be heard."""

from __future__ import annotations

from typing import Any

from devices.terminals.models import Terminal
from devices.tracks.models import LastFix
from dispatch.contacts.models import Address
from dispatch.features.models import Feature
from dispatch.features.pinyin import initials
from dispatch.features.states import touch_layers
from realtime import clock
from realtime.areas.models import Area
from realtime.log import act
from realtime.positions import OFFLINE

LAYER, PREFIX, SOURCE = "loudspeaker", "speaker:", "联系人"
ADAPTER = "radio"  # the protocol in which a loudspeaker is spoken to (callout/channels/loudspeaker)
FIELDS = ["name", "initials", "area", "lon", "lat", "attributes", "active", "changed_at"]


def show_loudspeakers() -> int:
    """The worker's chore: terminals are registered, moved and revoked by others than those who keep the contacts. Returns how many changed."""
    wanted = _wanted()
    changed: list[Feature] = []
    touched: set[tuple[str, str]] = set()
    with act("rule:loudspeakers") as log:
        now = clock.now()
        known = {
            row.code: row for row in Feature.objects.select_for_update().filter(layer=LAYER, code__startswith=PREFIX, exercise_id=None)
        }
        for code, feature in known.items():
            fields = wanted.pop(code, {"active": False})
            if any(getattr(feature, name) != value for name, value in fields.items()):
                touched |= {(feature.area, LAYER), (fields.get("area", feature.area), LAYER)}
                for name, value in fields.items():
                    setattr(feature, name, value)
                feature.initials, feature.changed_at = initials(feature.name), now
                changed.append(feature)
        added = [
            Feature(layer=LAYER, code=code, source=SOURCE, initials=initials(fields["name"]), **fields) for code, fields in wanted.items()
        ]
        Feature.objects.bulk_create(added, batch_size=500)
        Feature.objects.bulk_update(changed, FIELDS, batch_size=500)
        touch_layers(log, touched | {(feature.area, LAYER) for feature in added})
    return len(added) + len(changed)


def _wanted() -> dict[str, dict[str, Any]]:
    """Code → fields. Where it reports from is where it hangs; one that never reports hangs where it was registered."""
    addresses = {
        one.value: one.person
        for one in Address.objects.filter(channel=LAYER, valid=True, person__active=True).exclude(value="").select_related("person").order_by("-pk")
    }  # fmt: skip
    terminals = Terminal.objects.live().filter(adapter=ADAPTER, external_id__in=addresses, meta__speaker=True, subject__exercise_id=None)
    fixes = LastFix.objects.in_bulk(terminals.values_list("subject_id", flat=True))
    villages = dict(Area.objects.filter(pk__in={person.area for person in addresses.values()}).values_list("code", "name"))
    found: dict[str, dict[str, Any]] = {}
    for terminal in terminals:
        fix, home, person = fixes.get(terminal.subject_id), terminal.meta.get("home") or {}, addresses[terminal.external_id]
        lon, lat = (fix.lon, fix.lat) if fix else (home.get("lon"), home.get("lat"))
        if lon is None or lat is None:
            continue
        attributes: dict[str, Any] = {"village": villages.get(person.area, "")}
        if fix is not None:
            attributes["online"] = not fix.flags & OFFLINE
        found[f"{PREFIX}{terminal.pk}"] = {
            "name": person.name, "area": person.area, "lon": lon, "lat": lat, "active": True,
            "attributes": {name: value for name, value in attributes.items() if value != ""},
        }  # fmt: skip
    return found
