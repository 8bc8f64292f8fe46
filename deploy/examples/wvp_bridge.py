#!/usr/bin/env python3
"""wvp-GB28181-pro → the centre: what wvp publishes on its Redis about positions and alarms, posted to the HTTP door (docs/devices.md, "GB/T 28181").

Runs beside wvp with nothing but Python 3.9:

    wvp_bridge.py 127.0.0.1:6379 http://centre:5055/gb28181 TOKEN [REDIS_PASSWORD]
"""

import json
import socket
import sys
import time
import urllib.error
import urllib.request

CHANNELS = ("mobileposition", "alarm")  # VM_MSG_SUBSCRIBE_MOBILE_POSITION and VM_MSG_SUBSCRIBE_ALARM in wvp's source


def command(*words):
    """One Redis command on the wire."""
    return b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(word.encode()), word.encode()) for word in words)


def answer(wire):
    """The next answer: a list, a string, or a number."""
    line = wire.readline()
    if not line:
        raise ConnectionError("Redis hung up")
    kind, rest = line[:1], line[1:].strip()
    if kind == b"-":
        raise ConnectionError(rest.decode(errors="replace"))
    if kind == b"*":
        return [answer(wire) for _ in range(int(rest))]
    if kind == b"$":
        return wire.read(int(rest) + 2)[:-2] if int(rest) >= 0 else None
    return rest


def messages(redis, password=""):
    """Every message of the two channels, for ever."""
    host, _, port = redis.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=None) as connection:
        wire = connection.makefile("rb")
        if password:
            connection.sendall(command("AUTH", password))
            answer(wire)
        connection.sendall(command("SUBSCRIBE", *CHANNELS))
        while True:
            told = answer(wire)
            if isinstance(told, list) and told[0] == b"message":
                yield told[2]


def post(url, token, body):
    """An alarm is posted until it is taken; a position once."""
    request = urllib.request.Request(url, body, {"Content-Type": "application/json", "Authorization": "Bearer " + token})
    for attempt in range(20 if b"larm" in body else 1):
        try:
            with urllib.request.urlopen(request, timeout=15):
                return True
        except urllib.error.HTTPError as error:
            print(error.code, error.read().decode(errors="replace"), file=sys.stderr)
            if error.code == 400:
                return False
        except OSError as error:
            print(error, file=sys.stderr)
        time.sleep(min(2**attempt / 2, 10))
    return False


def main(redis, url, token="", password=""):
    while True:
        try:
            for body in messages(redis, password):
                try:
                    json.loads(body)
                except ValueError:
                    print("not JSON:", body[:80], file=sys.stderr)  # set wvp's Redis serializer to JSON
                    continue
                post(url, token, body)
        except OSError as error:
            print(error, file=sys.stderr)
            time.sleep(2)


if __name__ == "__main__":
    main(*sys.argv[1:])
