"""HTTP of the case library: ask for one, bring one in, open it, take it away."""

from __future__ import annotations

import re
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from ninja import File, Form, Router
from ninja.files import UploadedFile
from pydantic import AwareDatetime, Field, StringConstraints

from command.replay import actions
from command.replay.asking import case_of
from command.replay.casefile import Bad
from command.replay.models import Case
from command.replay.rows import CaseRow
from command.replay.store import digest_of, making, path_of, take_in
from realtime.accounts.may import READ
from realtime.api import REFUSALS, Body, caller, command, execute, permit
from realtime.codes import Problem
from realtime.files.sending import POLICY, FileParts, read_part
from realtime.rules.models import rule

EXPORT = "replay.export"
router = Router(tags=["replay"])
Instant = Annotated[AwareDatetime, Field(strict=False)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=200)]
Code = Annotated[str, Field(pattern=r"^[0-9]{4,12}$")]


class NewCase(Body):
    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
    area: Code
    since: Instant
    until: Instant
    reason: Reason


class AboutCase(Body):
    area: Code
    reason: Reason


class RemoveCase(Body):
    reason: Reason


@router.get("", response={200: list[CaseRow], **REFUSALS}, operation_id="list_cases")
def get_cases(request: HttpRequest) -> list[CaseRow]:
    who = caller(request)
    return [case.row() for case in Case.objects.all() if who.may(READ, case.area)]


@router.post("", response={201: CaseRow, **REFUSALS}, operation_id="export_case")
def post_case(request: HttpRequest, body: NewCase) -> HttpResponse:
    """The worker makes it; the row says how far it is."""
    return command(
        request, EXPORT, body.area, lambda who: actions.ask_case(actor=who.actor, name=who.name, **body.model_dump()).row(), status=201
    )


@router.post("/import", response={201: CaseRow, **REFUSALS}, operation_id="import_case")
def post_import(request: HttpRequest, about: Form[AboutCase], file: File[UploadedFile]) -> HttpResponse:
    """Checked whole – list, digests, contents – before anything of it is kept."""
    who = permit(request, EXPORT, about.area)
    if who.locked:
        raise Problem("locked")
    with making() as path:
        take_in(file.chunks(), path, int(float(rule("replay.import_mb", about.area)) * actions.MB))
        content = f"{digest_of(path)} {about.area} {about.reason}".encode()
        return execute(
            request,
            who,
            lambda who: actions.import_case(actor=who.actor, name=who.name, area=about.area, path=path, reason=about.reason).row(),
            status=201,
            content=content,
        )


def _found(case_id: int) -> Case:
    case = Case.objects.filter(pk=case_id).first()
    if case is None:
        raise Problem("not_found", "没有这个案例。")
    return case


@router.post("/{int:case_id}/remove", response={200: CaseRow, **REFUSALS}, operation_id="remove_case")
def post_remove(request: HttpRequest, case_id: int, body: RemoveCase) -> HttpResponse:
    case = _found(case_id)
    row = case.row()

    def run(who: Any) -> CaseRow:
        actions.remove_case(actor=who.actor, case_id=case_id)
        return row

    return command(request, EXPORT, case.area, run)


@router.get("/{int:case_id}/file", response={200: bytes, **REFUSALS}, operation_id="take_case")
def get_case_file(request: HttpRequest, case_id: int) -> HttpResponseBase:
    """The file itself, to be opened elsewhere. Who took it stands in the log."""
    case = _found(case_id)
    who = permit(request, EXPORT, case.area)
    case, _ = case_of(who, case_id)
    path = path_of(case.sha256)
    size = path.stat().st_size
    actions.take_case(actor=who.actor, case=case)
    answer = FileParts(read_part(path, 0, size - 1), content_type="application/zip")
    answer["Content-Length"] = str(size)
    name = re.sub(r"[^\w\u4e00-\u9fff-]+", "_", case.title)[:60] or "案例"
    answer["Content-Disposition"] = str(content_disposition_header(True, f"{name}.ecccase.zip"))
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@router.get("/{int:case_id}/bursts/{int:burst_id}", response={200: bytes, **REFUSALS}, operation_id="get_case_burst")
def get_case_burst(request: HttpRequest, case_id: int, burst_id: int) -> HttpResponseBase:
    return _part(request, case_id, f"bursts/{burst_id}.ogg", "audio/ogg", "案例中没有这段录音。")


@router.get("/{int:case_id}/files", response={200: list[dict[str, Any]], **REFUSALS}, operation_id="list_case_files")
def get_case_files(request: HttpRequest, case_id: int) -> list[dict[str, Any]]:
    _, record = case_of(caller(request), case_id)
    found: list[dict[str, Any]] = record.reader.json("files.json")
    return found


# What somebody else's installation calls a picture is shown as one only if it is of a kind that runs nothing.
HARMLESS = {"image/jpeg", "image/png", "image/webp", "application/pdf", "video/mp4", "audio/mp4", "audio/ogg"}


@router.get("/{int:case_id}/files/{int:file_id}", response={200: bytes, **REFUSALS}, operation_id="get_case_file")
def get_case_part(request: HttpRequest, case_id: int, file_id: int) -> HttpResponseBase:
    files = get_case_files(request, case_id)
    mime = next((str(file["mime"]) for file in files if file["id"] == file_id), "")
    if mime not in HARMLESS:
        raise Problem("not_found", "案例中没有这个文件。")
    return _part(request, case_id, f"files/{file_id}", mime, "案例中没有这个文件。")


def _part(request: HttpRequest, case_id: int, path: str, mime: str, missing: str) -> HttpResponse:
    _, record = case_of(caller(request), case_id)
    try:
        data = record.reader.bytes(path)
    except Bad as bad:
        raise Problem("not_found", missing) from bad
    headers = {
        "X-Content-Type-Options": "nosniff", "Content-Security-Policy": POLICY, "Cache-Control": "private, no-cache",
        "Content-Disposition": "inline" if not mime.startswith("application/") else "attachment",
    }  # fmt: skip
    return HttpResponse(data, content_type=mime, headers=headers)
