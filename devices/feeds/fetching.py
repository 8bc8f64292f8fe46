"""feed → **fetching** → bytes: one polite request with a time limit, a size limit and no redirects; what goes wrong has a code and words without the key."""

from __future__ import annotations

import ftplib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from urllib.parse import quote, unquote, urlsplit

import requests
from django.conf import settings

from devices.feeds.models import Feed
from devices.feeds.readers.reading import Unreadable
from devices.feeds.readers.warnings import beside
from devices.feeds.secrets import key_of, name_of

TIMEOUT_S = (5.0, 20.0)  # to connect, between two pieces
WHOLE_S = 60.0
LARGEST = 20 * 1024 * 1024
AGENT = "emergency-command-centre/1"


@dataclass(frozen=True, slots=True)
class Fetched:
    content: bytes
    etag: str = ""
    modified: str = ""
    point: tuple[float, float] | None = None


def fetch(feed: Feed) -> Iterator[Fetched | None]:
    """Each answer of this feed's address; None = nothing new since the last time."""
    key = key_of(feed.code)
    if "{key}" in feed.url + str(feed.options.get("headers", "")) and not key:
        raise Unreadable("no_key", f"没有设置密钥 {name_of(feed.code)}")
    address = feed.url.replace("{key}", quote(key, safe=""))
    if address.startswith("ftp://"):
        yield _ftp(address, key)
        return
    headers = {str(name): str(value).replace("{key}", key) for name, value in dict(feed.options.get("headers", {})).items()}
    if "{lon}" not in feed.url:
        yield ask_http(address, headers, etag=feed.etag, modified=feed.modified)
        return
    for lon, lat in feed.options["points"]:
        got = ask_http(address.replace("{lon}", f"{lon:g}").replace("{lat}", f"{lat:g}"), headers)
        yield Fetched(got.content, point=(float(lon), float(lat))) if got else None


def fetch_linked(feed: Feed, link: str) -> bytes:
    """A paper that the feed's list names: of the same house, with the same key."""
    key = key_of(feed.code)
    headers = {str(name): str(value).replace("{key}", key) for name, value in dict(feed.options.get("headers", {})).items()}
    got = ask_http(beside(feed.url.replace("{key}", quote(key, safe="")), link), headers)
    return got.content if got else b""


def ask_http(address: str, headers: dict[str, str], *, etag: str = "", modified: str = "") -> Fetched | None:
    """One GET; None = nothing new. Whoever else asks outside sources asks like this."""
    asked = {"User-Agent": AGENT, "Accept-Encoding": "gzip"} | headers
    if etag:
        asked["If-None-Match"] = etag
    if modified:
        asked["If-Modified-Since"] = modified
    try:
        with requests.Session() as session:
            session.trust_env = False  # the proxy, where there is one, is a setting of ours
            if settings.OUTSIDE_PROXY:
                session.proxies = {"http": settings.OUTSIDE_PROXY, "https": settings.OUTSIDE_PROXY}
            answer = session.get(address, headers=asked, timeout=TIMEOUT_S, allow_redirects=False, stream=True)
            if answer.status_code == 304:
                return None
            if answer.status_code != 200:
                raise _refused(answer.status_code)
            return Fetched(_read(answer), answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", ""))
    except requests.Timeout:
        raise Unreadable("timeout", "对方没有在规定时间内应答") from None
    except requests.ConnectionError:
        raise Unreadable("unreachable", "连接不上,请检查网络、代理和地址") from None
    except requests.RequestException as error:  # its words may hold the address with the key
        raise Unreadable("bad_answer", f"应答有误:{type(error).__name__}") from None


def _refused(status: int) -> Unreadable:
    if status in (401, 403):
        return Unreadable("bad_key", f"对方拒绝(HTTP {status}),请核对密钥和授权")
    if status in (301, 302, 303, 307, 308):
        return Unreadable("moved", f"地址已转移(HTTP {status}),请改用新地址")
    if status == 429:
        return Unreadable("too_often", "查询过于频繁(HTTP 429),请加长间隔")
    return Unreadable("http", f"对方返回 HTTP {status}")


def _read(answer: requests.Response) -> bytes:
    began, parts, size = time.monotonic(), [], 0
    for part in answer.iter_content(65_536):
        size += len(part)
        if size > LARGEST:
            raise Unreadable("too_large", f"内容超过 {LARGEST // 1024 // 1024} MB")
        if time.monotonic() - began > WHOLE_S:
            raise Unreadable("timeout", "传输过慢,已放弃")
        parts.append(part)
    return b"".join(parts)


def _ftp(address: str, key: str) -> Fetched:
    """`ftp://user@host/folder/H09_*.csv`: the last by name, and such names begin with their time; the key is the password."""
    parts = urlsplit(address)
    folder, _, pattern = unquote(parts.path).rpartition("/")
    content = bytearray()

    def take(piece: bytes) -> None:
        content.extend(piece)
        if len(content) > LARGEST:
            raise Unreadable("too_large", f"文件超过 {LARGEST // 1024 // 1024} MB")

    try:
        with ftplib.FTP(timeout=TIMEOUT_S[1]) as server:
            server.connect(parts.hostname or "", parts.port or 21)
            server.login(unquote(parts.username or "anonymous"), unquote(parts.password or "") or key)
            server.cwd(folder or "/")
            names = sorted(name for name in server.nlst() if fnmatch(name.rpartition("/")[2], pattern))
            if not names:
                raise Unreadable("nothing", f"目录中没有符合 {pattern} 的文件")
            server.retrbinary(f"RETR {names[-1]}", take)
    except ftplib.error_perm as error:
        code = "bad_key" if str(error).startswith("530") else "http"
        raise Unreadable(code, f"FTP 服务器拒绝({str(error)[:3]})") from None
    except TimeoutError:
        raise Unreadable("timeout", "FTP 服务器没有在规定时间内应答") from None
    except (OSError, EOFError, ftplib.Error):
        raise Unreadable("unreachable", "FTP 连接不上或中断") from None
    return Fetched(bytes(content))
