"""Contacts as the API answers them; numbers only as far as the reader may see them."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

Channel = Literal[
    "app",
    "radio",
    "phone",
    "sms",
    "mail",
    "wecom",
    "dingtalk",
    "feishu",
    "satellite",
    "tak",
    "loudspeaker",
    "loudhailer",
    "webhook",
    "record",
]


class AddressRow(TypedDict):
    id: int
    channel: Channel
    channel_name: str
    value: str
    rank: int
    valid: bool


class Named(TypedDict):
    id: int
    name: str


class PersonRow(TypedDict):
    """`channels`: ways to reach this person that are valid now; without any the person is a gap."""

    id: int
    name: str
    org: str
    title: str
    role: str
    role_name: str
    area: str
    area_name: str
    user: int | None
    unit: int | None
    deputy: Named | None
    superior: Named | None
    active: bool
    channels: list[Channel]


class PersonWhole(PersonRow):
    note: str
    addresses: list[AddressRow]
    masked: bool


class RoleRow(TypedDict):
    code: str
    name: str
    notify: bool


class GapRow(TypedDict):
    """An area, or one of its posts, that the one press would not reach."""

    area: str
    area_name: str
    person: Named | None
    problem: Literal["nobody", "unreachable", "no_deputy", "deputy_unreachable"]
    text: str
