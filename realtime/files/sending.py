"""row → **sending** → browser: in parts where a player asks for parts, never as a page."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from realtime.codes import Problem
from realtime.files.models import File
from realtime.files.store import path_of

CHUNK = 256 * 1024
PART = 4 * 1024 * 1024  # a player that asks for “from here on” gets this much and asks again: the server in front buffers without limit
RANGE = re.compile(r"bytes=(\d*)-(\d*)")
# Nothing in it may run, load or be framed with our rights, whatever it turns out to be.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; media-src 'self'; sandbox"


class FileParts(StreamingHttpResponse):
    """Read from disk piece by piece, also under ASGI, where Django would first gather a plain iterator whole."""

    def __init__(self, pieces: Iterator[bytes], **given: Any) -> None:
        super().__init__(pieces, **given)
        self.pieces = pieces

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while piece := await sync_to_async(_next, thread_sensitive=False)(self.pieces):
            yield piece


def _next(pieces: Iterator[bytes]) -> bytes:
    return next(pieces, b"")


def send_file(request: HttpRequest, file: File) -> HttpResponseBase:
    path = path_of(file.sha256)
    if file.swept_at is not None:
        raise Problem("not_found", "该文件已过保存期,按规定删除;校验值仍在记录中。")
    if not path.exists():
        raise Problem("not_found", "文件已不在服务器上,请联系管理员从备份恢复。")
    etag = f'"{file.sha256}"'
    known = request.headers.get("If-None-Match") == etag
    answer = HttpResponseNotModified() if known else _whole_or_part(request, file, path, etag)
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"  # kept, but asked for each time: a right may have been revoked
    return _harmless(answer, file)


def _whole_or_part(request: HttpRequest, file: File, path: Path, etag: str) -> HttpResponseBase:
    asked = request.headers.get("Range", "")
    if request.headers.get("If-Range", etag) != etag:
        asked = ""
    span = part_of(asked, file.size)
    if span is None:
        if asked and RANGE.fullmatch(asked.strip()):
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}"})
        span, status = (0, file.size - 1), 200
    else:
        status = 206
    first, last = span
    answer = FileParts(read_part(path, first, last), status=status, content_type=file.mime)
    answer["Content-Length"] = str(last - first + 1)
    answer["Accept-Ranges"] = "bytes"
    if status == 206:
        answer["Content-Range"] = f"bytes {first}-{last}/{file.size}"
    return answer


def part_of(asked: str, size: int) -> tuple[int, int] | None:
    """First and last byte of a single range that lies in the file; anything else is none, and the whole file is sent."""
    found = RANGE.fullmatch(asked.strip())
    if found is None or found.groups() == ("", ""):
        return None
    given_first, given_last = found.groups()
    if given_first == "":  # the last so many bytes
        first, last = max(0, size - int(given_last)), size - 1
    else:
        first = int(given_first)
        last = min(size - 1, int(given_last)) if given_last else min(size - 1, first + PART - 1)
    return (first, last) if first <= last else None


def read_part(path: Path, first: int, last: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (piece := file.read(min(CHUNK, left))):
            left -= len(piece)
            yield piece


def _harmless(answer: HttpResponseBase, file: File) -> HttpResponseBase:
    answer["Content-Type"] = file.mime
    answer["Content-Disposition"] = str(content_disposition_header(file.mime == "application/pdf", file.name))
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = POLICY
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
