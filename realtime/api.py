"""HTTP door of every command: who asks (session cookie with CSRF, or a token), may they, and exactly once.

An API function parses, calls `command(...)` with the verb, the area and one action, and returns its answer.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Annotated, Any

import msgspec
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security.apikey import APIKeyCookie
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from realtime import response_shapes
from realtime.accounts.may import READ, Caller, caller_of_token, caller_of_user
from realtime.accounts.tokens import token_of
from realtime.codes import Problem
from realtime.idempotency.once import once

response_shapes.share()

TOKEN_COOKIE = "ecc_token"
LOCKED = "locked"  # session key: the seat is locked, screens stay live, commands wait for the PIN
UNREADABLE = re.compile(
    r"(?<!\\)(?:\\\\)*\\u00(?:0[0-8be]|0f|1[0-9a-f])|(?<!\\)(?:\\\\)*\\[bf]"
)  # in JSON; tab and line ends are none of them
FIRST_YEAR, LAST_YEAR = 1900, 2200
LONGEST_KEY = 80  # a UUID has 36


class Body(BaseModel):
    """Base of request bodies: strict, nothing unknown (ninja's Schema would accept a bare string)."""

    model_config = ConfigDict(extra="forbid", strict=True)

    @model_validator(mode="before")
    @classmethod
    def _readable(cls, data: Any) -> Any:
        """PostgreSQL's text has no NUL, and no XML, so no workbook, document or warning, has the other signs nobody can see; said here, it names
        the request instead of failing in the database, or weeks later for whoever exports a list."""
        if UNREADABLE.search(json.dumps(data, default=str)):
            raise ValueError("内容含有看不见的控制字符(NUL 等),请删除后再提交")
        return data

    @field_validator("*")
    @classmethod
    def _in_our_time(cls, value: Any) -> Any:
        """An instant at the end of what Python can write cannot be told in local time any more."""
        if isinstance(value, datetime) and not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise PydanticCustomError("beyond_our_time", "年份须在 {first} 至 {last} 之间", {"first": FIRST_YEAR, "last": LAST_YEAR})
        return value


Lon = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False, strict=False)]
Lat = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False, strict=False)]


class Invalid(BaseModel):
    """What every refusal looks like."""

    code: str
    detail: str
    where: list[str] | None = None
    holder: dict[str, Any] | None = None


# Declared at every operation, so that OpenAPI and the generated TypeScript know the refusals.
REFUSALS: dict[int, Any] = {
    400: Invalid,
    401: Invalid,
    403: Invalid,
    404: Invalid,
    409: Invalid,
    413: Invalid,
    415: Invalid,
    422: Invalid,
    503: Invalid,
}


class SessionOrToken(APIKeyCookie):
    """Session cookie (CSRF checked), token cookie of a wall (CSRF checked), or `Authorization: Token …`."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Caller | None:
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme == "Token":
            token = token_of(secret.strip())
            return caller_of_token(token) if token else None
        found: Caller | None = super().__call__(request)
        return found

    def authenticate(self, request: HttpRequest, key: str | None) -> Caller | None:
        user = request.user
        if user.is_authenticated and user.is_active:
            return caller_of_user(user, session=request.session.session_key or "", locked=bool(request.session.get(LOCKED)))
        if secret := request.COOKIES.get(TOKEN_COOKIE):
            token = token_of(secret)
            return caller_of_token(token) if token else None
        return None


signed_in = SessionOrToken()


def caller(request: HttpRequest) -> Caller:
    """Set by ninja after authentication."""
    found = getattr(request, "auth", None)
    if not isinstance(found, Caller):
        raise Problem("not_signed_in")
    return found


def permit(request: HttpRequest, verb: str, area: str) -> Caller:
    """The caller, if they may do this in this area; otherwise a 403 that names both."""
    who = caller(request)
    if not who.may(verb, area):
        raise Problem("forbidden", f"当前岗位没有“{verb}”权限,或对象不在您的辖区(区划 {area})内。", where=[verb, area])
    return who


def see(request: HttpRequest, area: str) -> Caller:
    """Reading: outside the caller's area an object does not exist."""
    who = caller(request)
    if not who.may(READ, area):
        raise Problem("not_found")
    return who


def command(request: HttpRequest, verb: str, area: str, run: Callable[[Caller], Any], *, status: int = 200) -> HttpResponse:
    """Permit, then run the action exactly once under the request's Idempotency-Key. `run` returns JSON-able data."""
    who = permit(request, verb, area)
    if who.locked:
        raise Problem("locked")
    return execute(request, who, run, status=status)


def execute(
    request: HttpRequest, who: Caller, run: Callable[[Caller], Any], *, status: int = 200, content: bytes | None = None
) -> HttpResponse:
    """`command` without its own permission check, for what a person does as themselves (their order, their SOS).

    `content` stands for the body where that is multipart: it can be read once only, and its boundary differs each time.
    """
    key = request.headers.get("Idempotency-Key", "")
    if not key or len(key) > LONGEST_KEY:
        raise Problem("key_missing")
    said = request.body if content is None else content
    asked = hashlib.sha256(f"{request.method} {request.path}\n".encode() + said).hexdigest()
    code, body = once(who.actor, key, asked, lambda: (status, plain(run(who))))
    return JsonResponse(body, status=code, safe=False)


def plain(value: Any) -> Any:
    """Through JSON once, so that the stored answer and the first answer are the same text."""
    return msgspec.json.decode(DjangoJSONEncoder(ensure_ascii=False).encode(value))


def refuse(problem: Problem) -> HttpResponse:
    return JsonResponse(problem.body(), status=problem.status, json_dumps_params={"ensure_ascii": False})


def invalid(error: ValidationError) -> HttpResponse:
    where = [f"{'.'.join(str(part) for part in item['loc'][1:])}: {item['msg']}" for item in error.errors][:20]
    return refuse(Problem("invalid", "提交的内容有误:" + ";".join(where[:3]), where=where))


FULL = "数据库所在磁盘已满,命令没有执行。请系统管理员立即清出空间;其间请用电台或电话,空间恢复后用原来的键重发。"


def disk_full(error: OperationalError) -> bool:
    """PostgreSQL's own word for it (53100), under Django's."""
    return getattr(error.__cause__, "sqlstate", "") == "53100"


def answer_problems(api: NinjaAPI) -> None:
    """Every refusal of this API in one shape."""
    answers: list[tuple[type[Exception], Callable[[Any], HttpResponse]]] = [
        (Problem, refuse),
        (ValidationError, invalid),
        (DataError, lambda error: refuse(Problem("invalid", "内容超出数据库能存的范围,请检查数值和文字长度。"))),
        (OperationalError, lambda error: refuse(Problem("unavailable", FULL if disk_full(error) else ""))),
        (InterfaceError, lambda error: refuse(Problem("unavailable"))),
        (AuthenticationError, lambda error: refuse(Problem("not_signed_in"))),
        (HttpError, lambda error: refuse(Problem("forbidden" if error.status_code == 403 else "bad_request", str(error)))),
    ]
    for kind, answer in answers:
        api.add_exception_handler(kind, partial(_handle, answer))


def _handle(answer: Callable[[Any], HttpResponse], request: HttpRequest, error: Any) -> HttpResponse:
    return answer(error)
