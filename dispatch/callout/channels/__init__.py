"""Every way a message can go out. Adding one: a folder with a `channel` beside these, and a line here."""

from __future__ import annotations

from dispatch.callout.channels import (
    app,
    dingtalk,
    feishu,
    loudhailer,
    loudspeaker,
    mail,
    phone,
    radio,
    record,
    satellite,
    sms,
    tak,
    webhook,
    wecom,
)
from dispatch.callout.channels.known import Channel, ChannelFailed, EachAlone, Handed, Message

CHANNELS: list[Channel] = [
    app.channel,
    radio.channel,
    sms.channel,
    phone.channel,
    satellite.channel,
    mail.channel,
    wecom.channel,
    dingtalk.channel,
    feishu.channel,
    webhook.channel,
    loudhailer.channel,
    loudspeaker.channel,
    tak.channel,
    record.channel,
]


def is_ready(channel: Channel) -> bool:
    """Whether this installation has what carries it."""
    return not isinstance(channel, EachAlone) or channel.ready()


BY_NAME: dict[str, Channel] = {channel.name: channel for channel in CHANNELS}

__all__ = ["BY_NAME", "CHANNELS", "Channel", "ChannelFailed", "EachAlone", "Handed", "Message", "is_ready"]
