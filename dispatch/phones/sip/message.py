"""bytes → **message** → request or response: what is not well formed is refused with the status its sender should hear. No Django, no sockets."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from dispatch.phones.sip.uri import BadAddress, Named, parse_named, parse_uri, split_list

LARGEST = 65_535  # a datagram; nobody's INVITE is longer
MOST_HEADERS = 200
VERSION = "SIP/2.0"
METHOD = re.compile(r"[A-Za-z0-9.!%*_+`'~-]+")
SHORT = {
    "i": "call-id", "m": "contact", "e": "content-encoding", "l": "content-length", "c": "content-type", "f": "from", "s": "subject",
    "k": "supported", "t": "to", "v": "via", "o": "event", "r": "refer-to", "b": "referred-by", "x": "session-expires",
}  # fmt: skip
LISTS = ("via", "contact", "route", "record-route", "allow", "supported", "require", "proxy-require")
NEEDED = ("via", "from", "to", "call-id", "cseq")
ONCE = ("from", "to", "call-id", "cseq", "max-forwards", "content-length")
REASONS = {
    100: "Trying", 180: "Ringing", 183: "Session Progress", 200: "OK", 400: "Bad Request", 404: "Not Found", 405: "Method Not Allowed",
    415: "Unsupported Media Type", 420: "Bad Extension", 480: "Temporarily Unavailable", 481: "Call/Transaction Does Not Exist", 486: "Busy Here",
    487: "Request Terminated", 488: "Not Acceptable Here", 500: "Server Internal Error", 501: "Not Implemented", 505: "Version Not Supported",
    603: "Decline",
}  # fmt: skip


class Malformed(ValueError):
    """`status` is what a request of this kind is answered with."""

    def __init__(self, why: str, status: int = 400) -> None:
        super().__init__(why)
        self.status = status


class Via(NamedTuple):
    transport: str
    host: str
    port: int | None
    params: dict[str, str | None]

    @property
    def branch(self) -> str:
        return self.params.get("branch") or ""

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        text = f"{VERSION}/{self.transport} {host}" + (f":{self.port}" if self.port else "")
        return text + "".join(f";{name}" if value is None else f";{name}={value}" for name, value in self.params.items())


@dataclass
class Message:
    headers: list[tuple[str, str]] = field(default_factory=list)  # names in lower case
    body: bytes = b""

    def get(self, name: str, default: str = "") -> str:
        return next((value for known, value in self.headers if known == name), default)

    def all(self, name: str) -> list[str]:
        return [value for known, value in self.headers if known == name]

    def add(self, name: str, value: object) -> None:
        self.headers.append((name, _safe(str(value))))

    def put(self, name: str, value: object) -> None:
        self.headers = [(known, kept) for known, kept in self.headers if known != name]
        self.add(name, value)

    @property
    def cseq(self) -> tuple[int, str]:
        number, method = self.get("cseq").split()
        return int(number), method

    @property
    def via(self) -> Via:
        return parse_via(self.get("via"))

    @property
    def sender(self) -> Named:
        return parse_named(self.get("from"))

    @property
    def addressee(self) -> Named:
        return parse_named(self.get("to"))

    @property
    def contact(self) -> Named | None:
        first = self.get("contact")
        return parse_named(first) if first and first != "*" else None

    @property
    def call_id(self) -> str:
        return self.get("call-id")

    def first_line(self) -> str:
        raise NotImplementedError

    def encode(self) -> bytes:
        self.put("content-length", len(self.body))
        lines = [self.first_line(), *(f"{_spelled(name)}: {value}" for name, value in self.headers), "", ""]
        return "\r\n".join(lines).encode() + self.body


@dataclass
class Request(Message):
    method: str = ""
    uri: str = ""

    def first_line(self) -> str:
        return f"{self.method} {self.uri} {VERSION}"


@dataclass
class Response(Message):
    status: int = 0
    reason: str = ""

    def first_line(self) -> str:
        return f"{VERSION} {self.status} {self.reason}"


def answer(request: Request, status: int, reason: str = "", *, tag: str = "", body: bytes = b"") -> Response:
    """With what RFC 3261 §8.2.6 copies from the request."""
    response = Response(status=status, reason=reason or REASONS.get(status, "Unknown"), body=body)
    for name in ("via", "from", "to", "call-id", "cseq", "record-route"):
        for value in request.all(name):
            if name == "to" and tag and not parse_named(value).tag:
                value += f";tag={tag}"
            response.add(name, value)
    if body:
        response.add("content-type", "application/sdp")
    return response


def parse(data: bytes) -> Request | Response:
    if len(data) > LARGEST:
        raise Malformed("报文过长", 513)
    head, separator, body = data.partition(b"\r\n\r\n")
    if not separator:
        raise Malformed("没有空行")
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError:
        raise Malformed("不是 UTF-8") from None
    if "\x00" in text:
        raise Malformed("含有空字符")
    first, _, rest = text.lstrip("\r\n").partition("\r\n")
    message = _start(first)
    message.headers = _headers(rest)
    _check(message)
    message.body = _body(message, body)
    return message


def _start(line: str) -> Request | Response:
    if line.upper().startswith("SIP/"):
        version, _, rest = line.partition(" ")
        status, _, reason = rest.partition(" ")
        if version.upper() != VERSION:
            raise Malformed("版本不支持", 505)
        if not re.fullmatch(r"[1-6]\d\d", status):
            raise Malformed("状态码不正确")
        return Response(status=int(status), reason=reason)
    parts = line.split(" ")
    if len(parts) != 3 or not METHOD.fullmatch(parts[0]):
        raise Malformed("请求行不正确")
    method, uri, version = parts
    if version.upper() != VERSION:
        raise Malformed("版本不支持", 505 if version.upper().startswith("SIP/") else 400)
    try:
        parse_uri(uri)
    except BadAddress as error:
        raise Malformed(
            str(error), 416 if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", uri) and not uri.lower().startswith(("sip", "tel")) else 400
        ) from None
    return Request(method=method, uri=uri)


def _headers(text: str) -> list[tuple[str, str]]:
    unfolded = re.sub(r"\r\n[ \t]+", " ", text)
    found: list[tuple[str, str]] = []
    for line in unfolded.split("\r\n"):
        name, colon, value = line.partition(":")
        name = name.strip().lower()
        if not colon or not METHOD.fullmatch(name):
            raise Malformed("头域不正确")
        name = SHORT.get(name, name)
        found += [(name, part) for part in split_list(value)] if name in LISTS and value.strip() else [(name, value.strip())]
    if len(found) > MOST_HEADERS:
        raise Malformed("头域过多", 513)
    return found


def _check(message: Message) -> None:
    for name in NEEDED:
        if not message.get(name):
            raise Malformed(f"缺少 {name}")
    for name in ONCE:
        if len(message.all(name)) > 1:
            raise Malformed(f"{name} 重复")
    found = re.fullmatch(r"(\d{1,10})\s+(\S+)", message.get("cseq"))
    if found is None or int(found[1]) >= 2**31:
        raise Malformed("CSeq 不正确")
    message.headers = [(name, f"{int(found[1])} {found[2]}" if name == "cseq" else value) for name, value in message.headers]
    if isinstance(message, Request) and found[2] != message.method:
        raise Malformed("CSeq 与方法不一致")
    hops = message.get("max-forwards", "70")
    if not hops.isdigit() or int(hops) > 255:
        raise Malformed("Max-Forwards 不正确")
    try:
        for name in ("from", "to"):
            parse_named(message.get(name))
        if message.get("contact") not in ("", "*"):
            parse_named(message.get("contact"))
        for value in message.all("via"):
            parse_via(value)
    except BadAddress as error:
        raise Malformed(str(error)) from None


def _body(message: Message, body: bytes) -> bytes:
    length = message.get("content-length")
    if not length:
        return body
    if not length.isdigit() or int(length) > len(body):
        raise Malformed("Content-Length 不正确")
    return body[: int(length)]


def parse_via(text: str) -> Via:
    found = re.fullmatch(
        r"SIP\s*/\s*2\.0\s*/\s*([A-Za-z]+)\s+(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)\s*(?::\s*(\d{1,5}))?\s*((?:;.*)?)",
        text.strip(),
        re.DOTALL,
    )
    if found is None:
        raise BadAddress("Via 不正确")
    params: dict[str, str | None] = {}
    for part in found[4].split(";")[1:]:
        name, equals, value = part.partition("=")
        params[name.strip().lower()] = value.strip() if equals else None
    return Via(found[1].upper(), found[2].strip("[]"), int(found[3]) if found[3] else None, params)


def _safe(value: str) -> str:
    """A line break in a value would start a header of somebody else's choosing."""
    return re.sub(r"[\r\n\x00]+", " ", value)


def _spelled(name: str) -> str:
    return {"call-id": "Call-ID", "cseq": "CSeq", "www-authenticate": "WWW-Authenticate"}.get(name, name.title())
