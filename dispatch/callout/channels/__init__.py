"""Every way a call can go out. Adding one: a file with a `Channel` beside this one, and a line here."""

from __future__ import annotations

from dispatch.callout.channels.in_app import InApp
from dispatch.callout.channels.known import Channel, ChannelFailed, Handed
from dispatch.callout.channels.mqtt_text import MqttText
from dispatch.callout.channels.record import Record

CHANNELS: list[Channel] = [
    InApp(),
    MqttText(),
    Record(),
]
BY_NAME: dict[str, Channel] = {channel.name: channel for channel in CHANNELS}

__all__ = ["BY_NAME", "CHANNELS", "Channel", "ChannelFailed", "Handed"]
