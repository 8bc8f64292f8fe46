"""broker ↔ **promises** ↔ inbox and downlinks: the lane for what must not be lost. paho, QoS 1, persistent session, manual acknowledgement.

paho's thread may die of an exception in a callback while ``publish`` still "succeeds" (paho #894): every callback is wrapped, and the lane
hears its own echo; whoever runs it asks ``sick()`` every second and ends the process when it says why.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from devices.mqtt.wire import address_of

log = logging.getLogger(__name__)

KEEPALIVE_S = 5  # asked after so long, given up after as long again: a half-open link is seen within 12 s
MAX_QUEUED = 1000  # outgoing messages waiting inside paho; beyond it publish refuses and the row stays queued in our table
ECHO_S = 10.0
DEAF_S = 30.0  # connected, but our own echo does not come back
UNSUBSCRIBED_S = 30.0
TAKEOVERS = 5  # connections lost within a minute of being made, in a row: another process uses our client id

Done = Callable[[], None]
OnMessage = Callable[[bytes, bytes, bool, Done], None]


class NotConnected(Exception):
    """The broker is not there now; try again later."""


class PromiseLane:
    def __init__(
        self,
        url: str,
        client_id: str,
        filters: tuple[str, ...],
        on_message: OnMessage,
        on_sent: Callable[[int], None],
        *,
        session: bool = True,
        presence: Callable[[], tuple[str, bytes, bytes]]
        | None = None,  # topic, words while connected, words of the last will; both retained
    ) -> None:
        self.client_id, self.filters = client_id, filters
        self._on_message_cb, self._on_sent_cb = on_message, on_sent
        self.address, self.presence = address_of(url), presence
        self._present: tuple[str, bytes] | None = None
        self.echo = f"ecc/gateway/{client_id}/echo"
        self.generation = 0  # of the connection; an acknowledgement never crosses from one to the next
        self.subscribed = False
        self._connected_at = self._heard_at = self._echoed_at = time.monotonic()
        self._short_lives = 0
        self._refused: list[str] = []
        self.more: tuple[str, ...] = ()  # subscribed while running
        self._main_mid: int | None = None
        client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=client_id, clean_session=not session, manual_ack=True)
        if self.address.username is not None:
            client.username_pw_set(self.address.username, self.address.password)
        if self.address.tls:
            client.tls_set()
        client.max_queued_messages_set(MAX_QUEUED)
        client.reconnect_delay_set(1, 10)
        client.suppress_exceptions = True
        client.on_pre_connect = self._before_connect
        client.on_connect = self._connected
        client.on_subscribe = self._subscription_answered
        client.on_message = self._message
        client.on_publish = self._published
        client.on_disconnect = self._disconnected
        self.client = client

    @property
    def connected(self) -> bool:
        return bool(self.client.is_connected()) and self.subscribed

    def start(self) -> None:
        self.client.connect_async(self.address.host, self.address.port, KEEPALIVE_S)
        self.client.loop_start()

    def stop(self) -> None:
        if self.presence is not None and self.client.is_connected():  # a clean goodbye sends no will
            topic, _, gone = self.presence()
            self.client.publish(topic, gone, qos=1, retain=True).wait_for_publish(1)
        self.client.disconnect()
        self.client.loop_stop()

    def publish(self, topic: str, payload: bytes) -> int:
        """Queue one QoS 1 message; ``on_sent(mid)`` comes when the broker has it."""
        if not self.client.is_connected():
            raise NotConnected
        info = self.client.publish(topic, payload, qos=1)
        if info.rc != mqtt.MQTT_ERR_SUCCESS:
            raise NotConnected
        return int(info.mid)

    def hear(self, filters: tuple[str, ...]) -> None:
        """Listen to these too, and no longer to what was named before and is not now."""
        added, gone, self.more = set(filters) - set(self.more), set(self.more) - set(filters), filters
        if self.client.is_connected():  # else with the next connection
            if added:
                self.client.subscribe([(name, 1) for name in sorted(added)])
            if gone:
                self.client.unsubscribe(sorted(gone))

    def sick(self) -> str | None:
        """Why this lane cannot be trusted any more; None while it can. Sends the echo. A broker that is merely away is no sickness."""
        thread = self.client._thread
        if thread is None or not thread.is_alive():
            return "paho's thread has died"
        now = time.monotonic()
        if not self.client.is_connected():
            self._heard_at = self._connected_at = now
            return None
        if not self.subscribed and now - self._connected_at > UNSUBSCRIBED_S:
            return f"subscriptions refused or unanswered: {', '.join(self._refused) or 'no SUBACK'}"
        if now - self._echoed_at > ECHO_S:
            self._echoed_at = now
            self.client.publish(self.echo, b"", qos=0)
        if self.subscribed and now - self._heard_at > DEAF_S:
            return "connected, but our own echo does not come back"
        return None

    def _before_connect(self, client: mqtt.Client, userdata: Any) -> None:
        time.sleep(random.random())  # two gateways, or thirty, do not come back in step
        if self.presence is not None:  # the will and what is said after connecting carry one time, and the broker takes the will first
            topic, there, gone = self.presence()
            self._present = (topic, there)
            client.will_set(topic, gone, qos=1, retain=True)

    def _connected(self, client: mqtt.Client, userdata: Any, flags: Any, reason: Any, properties: Any) -> None:
        self.generation += 1
        self.subscribed = False
        self._connected_at = self._heard_at = time.monotonic()
        if reason.is_failure:
            log.error("promise lane refused by %s:%s: %s", self.address.host, self.address.port, reason)
            return
        # A persistent session remembers subscriptions, but a broker that lost its memory does not
        _, self._main_mid = client.subscribe([(name, 1) for name in self.filters] + [(self.echo, 0)])
        if self.more:
            client.subscribe([(name, 1) for name in self.more])

    def _subscription_answered(self, client: mqtt.Client, userdata: Any, mid: int, reasons: Any, properties: Any) -> None:
        if mid != self._main_mid:  # one of the filters that come and go: refused or not, the lane works
            if any(reason.is_failure for reason in reasons):
                log.error("promise lane: a subscription was refused; of: %s", ", ".join(self.more))
            return
        names = [*self.filters, self.echo]
        self._refused = [name for name, reason in zip(names, reasons, strict=False) if reason.is_failure]
        if self._refused:
            log.error("promise lane: subscription refused: %s", ", ".join(self._refused))
        else:
            self.subscribed = True
            self._heard_at = time.monotonic()
            if self._present is not None:
                client.publish(*self._present, qos=1, retain=True)
            log.info("promise lane connected to %s:%s as %s", self.address.host, self.address.port, self.client_id)

    def _message(self, client: mqtt.Client, userdata: Any, message: mqtt.MQTTMessage) -> None:
        self._heard_at = time.monotonic()
        try:
            topic = message._topic
            if topic == self.echo.encode():
                return
            self._on_message_cb(topic, bytes(message.payload), message.retain, self._acknowledger(message.mid, message.qos))
        except Exception:
            log.exception("promise lane: message on %r not taken; it stays unacknowledged and comes again", message._topic)

    def _acknowledger(self, mid: int, qos: int) -> Done:
        generation = self.generation

        def done() -> None:
            # On a new connection the same number may name another message, one that is not stored yet
            if qos and generation == self.generation:
                self.client.ack(mid, qos)

        return done

    def _published(self, client: mqtt.Client, userdata: Any, mid: int, reason: Any, properties: Any) -> None:
        try:
            self._on_sent_cb(mid)
        except Exception:
            log.exception("promise lane: on_sent failed")

    def _disconnected(self, client: mqtt.Client, userdata: Any, flags: Any, reason: Any, properties: Any) -> None:
        was, self.subscribed = self.subscribed, False
        self.generation += 1
        self._short_lives = self._short_lives + 1 if time.monotonic() - self._connected_at < 60 else 0
        if was:
            log.warning("promise lane disconnected: %s", reason)
        if was and self._short_lives >= TAKEOVERS:
            log.error("promise lane: lost %s times in a row; does another process use the client id %s?", self._short_lives, self.client_id)
