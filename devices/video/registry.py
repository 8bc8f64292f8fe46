"""officer or catalogue → **registry**: which lenses there are, and how each is reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from devices import handlers
from devices.terminals.models import Subject
from devices.video.models import Stream
from devices.video.providers import PROVIDERS, provider
from devices.video.providers.known import BadAddress
from devices.video.telling import tell_stream
from devices.video.watching import halt
from realtime.areas.locate import area_at
from realtime.codes import Problem
from realtime.log import act

FIELDS = ("name", "kind", "area", "lon", "lat", "ptz", "codec", "active")


def checked_address(name: str, address: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return provider(name).checked(address)
    except KeyError:
        known = "、".join(f"{one.name}({one.words})" for one in PROVIDERS)
        raise Problem("invalid", f"没有这种接入方式;可用:{known}。", where=["provider"]) from None
    except BadAddress as error:
        raise Problem("invalid", f"{error}。", where=["address"]) from None


def add_stream(
    *,
    actor: str,
    name: str,
    area: str,
    provider: str,
    address: Mapping[str, Any],
    kind: str = "camera",
    subject_id: int | None = None,
    lon: float | None = None,
    lat: float | None = None,
    ptz: bool = False,
    codec: str = "",
    exercise: int | None = None,
) -> Stream:
    if subject_id is not None and not Subject.objects.filter(pk=subject_id).exists():
        raise Problem("invalid", "没有这个终端对象。", where=["subject"])
    with act(actor, exercise):
        stream = Stream.objects.create(
            name=name, area=area, provider=provider, address=checked_address(provider, address), kind=kind, subject_id=subject_id,
            lon=lon, lat=lat, ptz=ptz, codec=codec, exercise_id=exercise,
        )  # fmt: skip
        handlers.tell_streams([stream])
    return stream


def change_stream(*, actor: str, stream_id: int, address: Mapping[str, Any] | None = None, **wanted: Any) -> Stream:
    """Whoever watches goes on with the old address until the stream is started anew."""
    with act(actor, Stream.objects.values_list("exercise_id", flat=True).get(pk=stream_id)) as log:
        stream = Stream.objects.select_for_update().get(pk=stream_id)
        before = stream.on_board
        for field in FIELDS:
            if wanted.get(field) is not None:
                setattr(stream, field, wanted[field])
        if address is not None:
            stream.address = checked_address(stream.provider, address)
        stream.save()
        if not stream.active:
            retire(stream, actor=actor)
        tell_stream(log, stream, was_on_board=before)
        handlers.tell_streams([stream])
    return stream


def retire(stream: Stream, *, actor: str) -> None:
    """Nobody watches or moves what is not in use any more: it stops at the camera too."""
    stream.holder, stream.holder_name, stream.holder_rank, stream.held_until = "", "", 0, None
    stream.save(update_fields=["holder", "holder_name", "holder_rank", "held_until"])
    stream.viewings.all().delete()
    halt(stream, actor=actor)


def take_catalogue(*, actor: str, area: str, name: str, rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Streams of one provider by their address: new ones are added, known ones renamed and placed; none is removed, an officer may have marked it."""
    known = {_key(stream.address): stream for stream in Stream.objects.filter(provider=name)}
    added: list[Stream] = []
    changed: list[Stream] = []
    refused = 0
    for row in rows:
        try:
            address = provider(name).checked(row)
        except BadAddress:
            refused += 1
            continue
        lon, lat = row.get("lon"), row.get("lat")
        stream = known.get(_key(address))
        if stream is None:
            place = (area_at(lon, lat) or area) if lon is not None and lat is not None else area
            stream = Stream(provider=name, address=address, area=place if place.startswith(area) else area)
            added.append(stream)
        else:
            changed.append(stream)
        stream.name, stream.ptz = str(row.get("name") or address.get("channel") or stream.name)[:80], bool(row.get("ptz"))
        if lon is not None and lat is not None:
            stream.lon, stream.lat = lon, lat
    with act(actor):
        Stream.objects.bulk_create(added, batch_size=500)
        Stream.objects.bulk_update(changed, ["name", "ptz", "lon", "lat"], batch_size=500)
        handlers.tell_streams([*added, *changed])
    return {"added": len(added), "changed": len(changed), "refused": refused}


def _key(address: Mapping[str, Any]) -> str:
    return "|".join(f"{name}={address[name]}" for name in sorted(address))


def remove_stream(*, actor: str, stream_id: int) -> None:
    """The row stays: links and jobs tell of it."""
    change_stream(actor=actor, stream_id=stream_id, active=False)
