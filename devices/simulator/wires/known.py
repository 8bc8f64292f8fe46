"""The literal list of simulated wires: a terminal's adapter, and – where one adapter is spoken in several ways – the way in its meta `via`."""

from __future__ import annotations

from devices.simulator.roster import Role
from devices.simulator.wires import odid, phones, platforms, sensors, tak, thingsboard
from devices.simulator.wires.mavlink import Drone
from devices.simulator.wires.meshtastic import Mesh, MeshJson
from devices.simulator.wires.shape import Wire

WIRES: dict[str, type[Wire]] = {
    "owntracks/http": phones.OwntracksHttp,
    "osmand": phones.Osmand,
    "osmand/json": phones.TraccarClient,
    "traccar": platforms.Traccar,
    "traccar/mqtt": platforms.TraccarMqtt,
    "gb28181": platforms.BodyCamera,
    "thingsboard": thingsboard.Station,
    "thingsboard/mqtt": thingsboard.DeviceStation,
    "thingsboard/gateway": thingsboard.GatewayStation,
    "tak": tak.Atak,
    "tak/proto": tak.AtakProto,
    "mavlink": Drone,
    "meshtastic": Mesh,
    "meshtastic/json": MeshJson,
    "sparkplug": sensors.Edge,
    "sensorthings": sensors.Observations,
    "homie": sensors.Homie,
    "odid": odid.RemoteId,
    "mapped": sensors.Vendor,
}


def wire_of(role: Role) -> type[Wire] | None:
    return WIRES.get(f"{role.adapter}/{role.via}" if role.via else role.adapter)
