#!/usr/bin/env python3
"""An agency's radio gateway → the centre's generic intake: TETRA LIP, Motorola LRRP and Hytera LP over UDP, posted as our radio JSON.

Runs on the agency's machine with nothing but Python 3.9 (docs/devices.md, "Agencies' radio gateways"):

    radio_gateway.py lip  0.0.0.0:5050 http://centre:5055/intake TOKEN
    radio_gateway.py lrrp 0.0.0.0:4001 http://centre:5055/intake TOKEN

What a datagram says is decoded here; who sent it is taken from its address (the last three bytes of a DMR radio's IP address are its id; change
`who` where your gateway names the radio otherwise). A call for help is posted until the centre says 200; a position is not repeated.
"""

import json
import re
import socket
import sys
import time
import urllib.error
import urllib.request
from datetime import datetime, timezone

# ETSI TS 100 392-18: outer bound of the position error in metres, by its three bits
LIP_ERROR = (2, 20, 200, 2_000, 20_000, 200_000, None, None)


def lip(data):
    """TETRA short location report: type 2 bits, elapsed 2, longitude 25, latitude 24, error 3, velocity 7, direction 4, kind 1, reason 8."""
    if data[:1] == b"\x0a" and len(data) > 10:  # some gateways leave the protocol identifier of the SDS in front
        data = data[1:]
    if len(data) < 10 or data[0] >> 6:
        raise ValueError("not a short location report")
    bits, at = int.from_bytes(data[:10], "big"), 80

    def take(width, signed=False):
        nonlocal at
        at -= width
        value = bits >> at & (1 << width) - 1
        return value - (1 << width) if signed and value >> (width - 1) else value

    take(4)
    lon, lat = take(25, signed=True) * 360 / 2**25, take(24, signed=True) * 180 / 2**24
    error, speed, heading, reason_given, reason = LIP_ERROR[take(3)], take(7), take(4) * 22.5, not take(1), take(8)
    said = {"lat": lat, "lon": lon, "acc": error, "hdg": heading}
    if speed != 127:  # 0-28 are km/h, above that 16 × 1.038^(n − 13)
        said["spd"] = (speed if speed <= 28 else 16 * 1.038 ** (speed - 13)) / 3.6
    return dict(said, sos=True) if reason_given and reason == 2 else said


def lrrp(data):
    """Motorola LRRP: a document of tokens; only those about place, time, speed and direction are read. Speed is m/s."""
    if len(data) < 2 or data[0] not in (0x07, 0x0B, 0x0D):
        raise ValueError("not a location answer")
    said, at, end = {}, 2, min(len(data), 2 + data[1])

    def number():  # uintvar: seven bits a byte
        nonlocal at
        value = 0
        for _ in range(5):
            byte = data[at]
            at, value = at + 1, value << 7 | byte & 0x7F
            if byte < 0x80:
                break
        return value

    def real():  # ufloatvar: an integer, then a fraction in 128ths of each byte
        nonlocal at
        whole, start = number(), at
        fraction = number()
        return whole + fraction / 128 ** (at - start)

    def place():
        nonlocal at
        raw_lat, raw_lon = int.from_bytes(data[at : at + 4], "big"), int.from_bytes(data[at + 4 : at + 8], "big", signed=True)
        if at + 8 > end:
            raise ValueError("cut off")
        at += 8
        # The latitude's first bit is its sign, the longitude is a two's complement
        said["lat"] = (raw_lat & 0x7FFFFFFF) * 180 / 2**32 * (-1 if raw_lat >> 31 else 1)
        said["lon"] = raw_lon * 360 / 2**32

    while at < end:
        token, at = data[at], at + 1
        if token in (0x22, 0x23):  # id of the request
            at += 1 + data[at]
        elif token in (0x34, 0x35):
            t, at = int.from_bytes(data[at : at + 5], "big"), at + 5
            when = datetime(t >> 26, t >> 22 & 15, t >> 17 & 31, t >> 12 & 31, t >> 6 & 63, t & 63, tzinfo=timezone.utc)  # noqa: UP017
            said["ts"] = int(when.timestamp() * 1000)
        elif token in (0x51, 0x55, 0x66, 0x69, 0x6A):
            place()
            if token in (0x51, 0x55):
                said["acc"] = real()
            if token in (0x55, 0x69, 0x6A):
                said["alt"] = real()
        elif token in (0x37, 0x38, 0x39):
            number()
        elif token == 0x6C:
            said["spd"] = real()
        elif token == 0x56:
            said["hdg"], at = data[at] * 2, at + 1
        else:
            break  # a token of unknown length ends what can be read; what came before it is good
    if "lat" not in said:
        raise ValueError("no position in it")
    return said


HYTERA = re.compile(rb"([AV])(\d{6})(\d{6})([NS])(\d{2})(\d{2}\.\d{4})([EW])(\d{3})(\d{2}\.\d{4})(.{3})(.{3})", re.DOTALL)


def hytera(data):
    """Hytera LP: text as in NMEA within a binary frame; B003 is an emergency report. The unit of its speed is not published: left out."""
    found = HYTERA.search(data)
    if found is None:
        raise ValueError("no position in it")
    valid, hour, day, north, lat, lat_min, east, lon, lon_min, _, heading = found.groups()
    said = {"ts": int(datetime.strptime((day + hour).decode(), "%d%m%y%H%M%S").replace(tzinfo=timezone.utc).timestamp() * 1000)}  # noqa: UP017
    if valid == b"A":
        said["lat"] = (int(lat) + float(lat_min) / 60) * (-1 if north == b"S" else 1)
        said["lon"] = (int(lon) + float(lon_min) / 60) * (-1 if east == b"W" else 1)
        if heading.strip().isdigit():
            said["hdg"] = int(heading)
    head = data[: found.start()]
    if b"\xb0\x03" in head:
        return dict(said, sos=True)
    if valid != b"A":
        raise ValueError("the radio has no fix")
    return said


DECODERS = {"lip": lip, "lrrp": lrrp, "hytera": hytera}


def post(url, token, said):
    """200 = stored or taken. Anything else about a call for help: again."""
    request = urllib.request.Request(
        url, json.dumps(said).encode(), {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    )
    for attempt in range(30 if said.get("sos") else 1):
        try:
            with urllib.request.urlopen(request, timeout=5):
                return True
        except urllib.error.HTTPError as error:
            print(said["id"], error.code, error.read().decode(errors="replace"), file=sys.stderr)
            if error.code == 400:  # not registered, or unreadable: repeating it helps nobody
                return False
        except OSError as error:
            print(said["id"], error, file=sys.stderr)
        time.sleep(min(2**attempt / 2, 10))
    return False


def who(address):
    """A DMR radio's id is in its address."""
    return str(int.from_bytes(socket.inet_aton(address[0])[1:], "big"))


def main(system, listen, url, token=""):
    host, _, port = listen.rpartition(":")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
        wire.bind((host, int(port)))
        while True:
            data, address = wire.recvfrom(2048)
            try:
                said = dict(DECODERS[system](data), id=who(address))
            except (ValueError, IndexError) as error:
                print(address[0], error, data[:64].hex(), file=sys.stderr)
                continue
            post(url, token, said)


if __name__ == "__main__":
    main(*sys.argv[1:])
