"""Every way a message can go out. Adding one: a folder with a `channel` beside these, and a line here."""

from __future__ import annotations

from dispatch.callout.channels import app, radio, record
from dispatch.callout.channels.known import Channel, ChannelFailed, EachAlone, Handed, Message

CHANNELS: list[Channel] = [
    app.channel,
    radio.channel,
    record.channel,
]
BY_NAME: dict[str, Channel] = {channel.name: channel for channel in CHANNELS}

__all__ = ["BY_NAME", "CHANNELS", "Channel", "ChannelFailed", "EachAlone", "Handed", "Message"]
