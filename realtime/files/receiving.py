"""multipart request → **receiving** → row: looked at, measured, stored once, and given to one action; a refused upload leaves nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from ninja.files import UploadedFile

from realtime.accounts.may import Caller
from realtime.api import execute
from realtime.codes import Problem
from realtime.files.models import File
from realtime.files.naming import safe_name
from realtime.files.sniff import Kind, pixels, sniff
from realtime.files.store import Incoming, forget_unowned, incoming, keep
from realtime.rules.models import rule

MEGABYTE = 1024 * 1024
LIMITS = {"image": "files.image_mb", "document": "files.document_mb", "media": "files.media_mb"}  # family → rule


class Kept(NamedTuple):
    """A file that was looked at and lies on our disk; the action makes its row with `file_of`."""

    arrived: Incoming
    kind: Kind
    name: str


def receive(
    request: HttpRequest, who: Caller, upload: UploadedFile, about: dict[str, Any], run: Callable[[Kept], Any], *, status: int = 201
) -> HttpResponse:
    """`about` are the other fields: with the file's digest they are what an Idempotency-Key stands for."""
    _nothing_else(request, about)
    largest = max(float(rule(name)) for name in LIMITS.values())
    with incoming(upload.chunks(), int(largest * MEGABYTE)) as arrived:
        kept = Kept(arrived, *look(arrived, upload.name or ""))
        content = json.dumps([arrived.sha256, kept.name, about], sort_keys=True).encode()
        try:
            return execute(request, who, lambda _: run(kept), status=status, content=content)
        except BaseException:
            forget_unowned(arrived.sha256)
            raise


def _nothing_else(request: HttpRequest, about: dict[str, Any]) -> None:
    """What would be dropped in silence is refused instead: an unknown field, a second file."""
    if unknown := sorted(set(request.POST) - set(about)):
        raise Problem("invalid", f"没有这样的字段:{'、'.join(unknown[:3])[:80]}。", where=unknown[:20])
    if sum(len(files) for _, files in request.FILES.lists()) != 1:
        raise Problem("invalid", "一次上传一个文件。", where=["file"])


def look(arrived: Incoming, given: str) -> tuple[Kind, str]:
    """What the bytes are, whatever the name says, and a name that is safe to show."""
    kind = sniff(arrived.head)
    if kind is None:
        raise Problem("file_kind", "不接受这种文件:内容不是 JPG、PNG、WebP、PDF、MP4、M4A 或 OGG。请转换格式后再传。", where=["file"])
    most = float(rule(LIMITS[kind.family]))
    if arrived.size > most * MEGABYTE:
        raise Problem("too_large", f"文件 {arrived.size / MEGABYTE:.1f} MB,这类文件上限 {most:g} MB。请压缩后再传。", where=["file"])
    if kind.family == "image":
        dots = pixels(kind, arrived.head)
        if dots is None:
            raise Problem("file_kind", "图片不完整,读不出尺寸。请重新拍摄或另存后再传。", where=["file"])
        most = float(rule("files.image_megapixels"))
        if dots > most * 1e6:
            raise Problem("too_large", f"图片 {dots / 1e6:.0f} 百万像素,上限 {most:g}。请缩小后再传。", where=["file"])
    return kind, safe_name(given, kind.ending)


def file_of(kept: Kept, *, area: str, by: str, exercise: int | None) -> File:
    """The row and the lasting place of the bytes, inside the caller's action."""
    keep(kept.arrived)
    return File.objects.create(
        sha256=kept.arrived.sha256, name=kept.name, mime=kept.kind.mime, size=kept.arrived.size, area=area, by=by, exercise_id=exercise
    )
