"""`python -m devices.mqtt.say TOPIC PAYLOAD`: publish one message as a device would, for trying things out. Reads MQTT_URL. No Django."""

from __future__ import annotations

import argparse
import os
import sys
from urllib.parse import unquote, urlsplit

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

PATIENCE_S = 5.0


def main() -> None:
    parser = argparse.ArgumentParser(description="Publish one MQTT message with QoS 1.")
    parser.add_argument("topic", help="ecc/v1/440117/radio/R0023/sos")
    parser.add_argument("payload", help="the text of the message")
    parser.add_argument("--url", default=os.environ.get("MQTT_URL", "mqtt://127.0.0.1:1883"))
    given = parser.parse_args()
    url = urlsplit(given.url)
    client = Client(CallbackAPIVersion.VERSION2, client_id=f"say-{os.getpid()}")
    if url.username:
        client.username_pw_set(unquote(url.username), unquote(url.password or ""))
    try:
        client.connect(url.hostname or "127.0.0.1", url.port or 1883)
        client.loop_start()
        message = client.publish(given.topic, given.payload, qos=1)
        message.wait_for_publish(PATIENCE_S)
    except OSError as error:
        sys.exit(f"没有连上 {url.hostname}:{url.port or 1883}:{error}")
    taken = message.is_published()
    client.disconnect()
    client.loop_stop()
    if not taken:
        sys.exit("消息服务没有确认收到")
    print(f"{given.topic} ← {given.payload}")


if __name__ == "__main__":
    main()
