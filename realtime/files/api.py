"""Files over HTTP: who may read the object's area, or was called to it, gets the bytes – as what they are, and as nothing a browser would run."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Router

from realtime.accounts.may import READ
from realtime.api import REFUSALS, caller
from realtime.codes import Problem
from realtime.files.models import File
from realtime.files.readers import is_reader
from realtime.files.sending import send_file

router = Router(tags=["files"])


@router.get("/files/{int:file_id}", response={200: bytes, **REFUSALS}, operation_id="get_file")
def get_file(request: HttpRequest, file_id: int) -> HttpResponseBase:
    who = caller(request)
    file = File.objects.filter(pk=file_id).first()
    if file is None or not (who.may(READ, file.area) or is_reader(who, file)):
        raise Problem("not_found", "没有这个文件。")
    return send_file(request, file)
