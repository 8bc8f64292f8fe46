"""Addresses of SIP: `sip:8000@pbx.example:5060;transport=udp` and `"Name" <sip:…>;tag=…`. No Django, no sockets."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote

TOKEN = r"[A-Za-z0-9.!%*_+`'~-]+"
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)


class BadAddress(ValueError):
    pass


class Uri(NamedTuple):
    scheme: str
    user: str
    host: str
    port: int | None
    params: dict[str, str | None]

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        text = f"{self.scheme}:{self.user}@{host}" if self.user else f"{self.scheme}:{host}"
        text += f":{self.port}" if self.port else ""
        return text + "".join(f";{name}" if value is None else f";{name}={value}" for name, value in self.params.items())

    @property
    def place(self) -> tuple[str, int]:
        """Where to send: SRV records are not asked, the bureau enters host and port."""
        return self.host, self.port or 5060


class Named(NamedTuple):
    """One value of From, To, Contact, Route."""

    display: str
    uri: Uri
    params: dict[str, str | None]

    def __str__(self) -> str:
        display = f'"{self.display}" ' if self.display else ""
        return f"{display}<{self.uri}>" + "".join(
            f";{name}" if value is None else f";{name}={value}" for name, value in self.params.items()
        )

    @property
    def tag(self) -> str:
        return self.params.get("tag") or ""


def parse_uri(text: str) -> Uri:
    scheme, colon, rest = text.strip().partition(":")
    scheme = scheme.lower()
    if not colon or scheme not in ("sip", "sips", "tel"):
        raise BadAddress(f"不是 SIP 地址:{text[:60]}")
    if scheme == "tel":
        number, *params = rest.split(";")
        return Uri("tel", number, "", None, _params(params))
    rest = rest.partition("?")[0]  # headers to copy into a request: we copy none
    user, at, hostpart = rest.rpartition("@")
    host, *params = hostpart.split(";")
    found = re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?", host.strip())
    if found is None or (at and not user):
        raise BadAddress(f"SIP 地址不完整:{text[:60]}")
    port = int(found[2]) if found[2] else None
    if port is not None and not 0 < port < 65536:
        raise BadAddress(f"端口不正确:{text[:60]}")
    return Uri(scheme, user.partition(":")[0], found[1].strip("[]"), port, _params(params))


def parse_named(text: str) -> Named:
    text = text.strip()
    display = ""
    if text.startswith('"'):
        quoted = QUOTED.match(text)
        if quoted is None:
            raise BadAddress("引号没有结束")
        display, text = re.sub(r"\\(.)", r"\1", quoted[1], flags=re.DOTALL), text[quoted.end() :].strip()
        if not text.startswith("<"):
            raise BadAddress("名称之后没有地址")
    if "<" in text:
        before, _, rest = text.partition("<")
        inside, closed, after = rest.partition(">")
        if not closed:
            raise BadAddress("地址没有结束")
        return Named(display or before.strip(), parse_uri(inside), _params(after.split(";")[1:]))
    inside, *params = text.split(";")  # without brackets the parameters belong to the header
    return Named("", parse_uri(inside), _params(params))


def _params(parts: list[str]) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for part in parts:
        name, equals, value = part.partition("=")
        name, value = name.strip().lower(), value.strip()
        if name:
            found[name] = value if equals else None
    return found


def split_list(text: str) -> list[str]:
    """At commas that are neither in quotes nor in brackets."""
    parts, start, quoted, depth, skip = [], 0, False, 0, False
    for place, sign in enumerate(text):
        if skip:
            skip = False
        elif quoted:
            skip, quoted = sign == "\\", sign != '"'
        elif sign == '"':
            quoted = True
        elif sign == "<":
            depth += 1
        elif sign == ">":
            depth = max(0, depth - 1)
        elif sign == "," and not depth:
            parts.append(text[start:place])
            start = place + 1
    return [part.strip() for part in [*parts, text[start:]] if part.strip()]


def number_of(uri: Uri) -> str:
    """What a telephone would show."""
    return unquote(uri.user).partition(";")[0]
