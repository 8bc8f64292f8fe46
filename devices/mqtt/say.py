"""`python -m devices.mqtt.say TOPIC PAYLOAD`: publish one message as a device would, for trying things out. Reads MQTT_URL. No Django."""

from __future__ import annotations

import argparse
import os
from urllib.parse import unquote, urlsplit

import paho.mqtt.publish


def main() -> None:
    parser = argparse.ArgumentParser(description="Publish one MQTT message with QoS 1.")
    parser.add_argument("topic", help="ecc/v1/440117/radio/R0001/sos")
    parser.add_argument("payload", help="the text of the message")
    parser.add_argument("--url", default=os.environ.get("MQTT_URL", "mqtt://127.0.0.1:1883"))
    given = parser.parse_args()
    url = urlsplit(given.url)
    paho.mqtt.publish.single(
        given.topic,
        given.payload,
        qos=1,
        hostname=url.hostname or "127.0.0.1",
        port=url.port or 1883,
        client_id="say",
        auth={"username": unquote(url.username), "password": unquote(url.password or "")} if url.username else None,
    )
    print(f"{given.topic} ← {given.payload}")


if __name__ == "__main__":
    main()
