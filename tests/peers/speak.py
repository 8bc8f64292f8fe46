"""Run by the peers' own Python (`make peers`): says what other people's libraries send, and reads what we send. Imports nothing of the centre.

`speak.py say NAME` prints frames, one JSON object a line: {"topic": …, "payload": base64}. `speak.py read NAME` takes such lines and prints what the library found in them.
The Meshtastic library is GPL: it stays in this process.
"""

from __future__ import annotations

import base64
import json
import sys
import time

KEY = bytes.fromhex("d4f1bb3a20290759f0bcffabcf4e6901")  # the firmware's default channel key, published with it
NODE, CHANNEL = 0x7EFEEE00, "LongFast"


def out(topic, payload):
    print(json.dumps({"topic": topic, "payload": base64.b64encode(payload).decode()}), flush=True)


def crypt(number, sender, data):
    """AES-CTR over packet id and sender, as the firmware does."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    nonce = number.to_bytes(8, "little") + sender.to_bytes(8, "little")
    return Cipher(algorithms.AES(KEY), modes.CTR(nonce)).encryptor().update(data)


def say_meshtastic():
    from meshtastic.protobuf import mesh_pb2, mqtt_pb2, portnums_pb2, telemetry_pb2

    position = mesh_pb2.Position(
        latitude_i=231837000, longitude_i=1132971000, altitude=126, time=int(time.time()), ground_speed=4, ground_track=9000000
    )
    battery = telemetry_pb2.Telemetry(device_metrics=telemetry_pb2.DeviceMetrics(battery_level=74, voltage=3.9))
    said = (
        (portnums_pb2.POSITION_APP, position.SerializeToString()),
        (portnums_pb2.TELEMETRY_APP, battery.SerializeToString()),
        (portnums_pb2.TEXT_MESSAGE_APP, "两人受伤".encode()),
    )
    for number, (port, payload) in enumerate(said, 1001):
        data = mesh_pb2.Data(portnum=port, payload=payload)
        packet = mesh_pb2.MeshPacket(to=0xFFFFFFFF, id=number, rx_time=int(time.time()), channel=8)
        setattr(packet, "from", NODE)
        packet.encrypted = crypt(number, NODE, data.SerializeToString())
        envelope = mqtt_pb2.ServiceEnvelope(packet=packet, channel_id=CHANNEL, gateway_id="!7efeee00")
        out(f"msh/CN/2/e/{CHANNEL}/!7efeee00", envelope.SerializeToString())


def read_meshtastic(topic, payload):
    from meshtastic.protobuf import mesh_pb2, mqtt_pb2

    packet = mqtt_pb2.ServiceEnvelope.FromString(payload).packet
    sender = getattr(packet, "from")
    data = packet.decoded if packet.HasField("decoded") else mesh_pb2.Data.FromString(crypt(packet.id, sender, packet.encrypted))
    return {"to": packet.to, "port": data.portnum, "text": data.payload.decode()}


def say_sparkplug():
    import pysparkplug as sp

    now = int(time.time() * 1000)

    def metric(name, value, alias=None, kind=sp.DataType.FLOAT):
        return sp.Metric(timestamp=now, name=name, datatype=kind, value=value, alias=alias)

    where = "spBv1.0/Emergency/{}/edge-07{}"
    out(where.format("NBIRTH", ""), sp.NBirth(timestamp=now, seq=0, metrics=(metric("bdSeq", 1, kind=sp.DataType.UINT64),)).encode())
    born = (metric("water_level", 34.25, 7), metric("rainfall", 3.5, 8))
    out(where.format("DBIRTH", "/gauge-1"), sp.DBirth(timestamp=now, seq=1, metrics=born).encode())
    new = sp.Metric(timestamp=now, name=None, datatype=sp.DataType.FLOAT, value=35.5, alias=7)
    out(where.format("DDATA", "/gauge-1"), sp.DData(timestamp=now, seq=2, metrics=(new,)).encode(include_dtypes=True))


def read_sparkplug(topic, payload):
    import pysparkplug as sp

    (metric,) = sp.DCmd.decode(payload).metrics
    return {"name": metric.name, "value": metric.value}


def say_tak():
    import pytak

    out(
        "tak/ANDROID-7",
        pytak.gen_cot(lat=23.1837, lon=113.2971, ce=8, hae=120, uid="ANDROID-7", callsign="从化一号", cot_type="a-f-G-U-C", stale=60),
    )


def read_tak(topic, payload):
    from xml.etree import ElementTree

    from takproto import parse_proto

    binary = parse_proto(payload)
    event = binary.cotEvent if binary is not None else None
    found = {"uid": event.uid, "type": event.type} if event is not None else ElementTree.fromstring(payload).attrib
    return {"uid": found["uid"], "type": found["type"]}


def talk_thingsboard(host, port, token):
    """A gateway of the vendor's own client on a real broker: connects a device, says a level, answers one call."""
    from tb_gateway_mqtt import TBGatewayMqttClient

    client = TBGatewayMqttClient(host, int(port), token)
    called = []

    def handler(gateway, request):
        data = request["data"]
        called.append(data["method"])
        gateway.gw_send_rpc_reply(request["device"], data["id"], {"success": True})

    client.gw_set_server_side_rpc_request_handler(handler)
    client.connect()
    until = time.time() + 10
    while not client.is_connected():
        if time.time() > until:
            sys.exit("no connection to the broker within 10 s")
        time.sleep(0.05)
    client.gw_connect_device("水位一号")
    client.gw_send_telemetry("水位一号", {"ts": int(time.time() * 1000), "values": {"water_level": 34.25}})
    print(json.dumps({"ready": True}), flush=True)
    until = time.time() + 20
    while not called and time.time() < until:
        time.sleep(0.05)
    time.sleep(1)  # the reply leaves
    print(json.dumps({"called": called}), flush=True)
    client.disconnect()
    client.stop()


if __name__ == "__main__":
    verb, name, *rest = sys.argv[1:]
    if verb == "read":
        for line in sys.stdin:
            told = json.loads(line)
            print(json.dumps(globals()[f"read_{name}"](told["topic"], base64.b64decode(told["payload"]))), flush=True)
    else:
        globals()[f"{verb}_{name}"](*rest)
