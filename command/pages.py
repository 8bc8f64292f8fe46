"""The pages: start, wall, desk, field, town, replay, leader, expert. Each is a shell; the screen is built in the browser."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET

from command.signin.sessions import lock_if_left
from realtime.accounts.tokens import token_of
from realtime.api import TOKEN_COOKIE
from realtime.areas.models import Area

TOKEN_AGE_S = 10 * 365 * 24 * 3600  # a wall stays signed in until its token is revoked
MANIFEST = settings.ROOT / "frontend" / "dist" / "manifest.json"
WORKER = settings.ROOT / "frontend" / "src" / "field" / "sw.js"


def _city() -> str:
    return Area.objects.filter(pk=settings.CITY).values_list("name", flat=True).first() or settings.CITY


def with_city(request: HttpRequest) -> dict[str, str]:
    """Context of every template: whose centre this is."""
    return {"city": _city()}


@require_GET
@ensure_csrf_cookie
def start(request: HttpRequest) -> HttpResponse:
    return render(request, "start.html", {"mode": settings.MODE})


@require_GET
@ensure_csrf_cookie
def wall(request: HttpRequest) -> HttpResponse:
    """`?token=` is moved into a cookie at once, so that it stays in no history and no screenshot."""
    if secret := request.GET.get("token"):
        if token_of(secret) is None:
            return render(
                request, "refused.html", {"what": "大屏令牌无效或已吊销", "do": "请管理员在“人员与岗位 → 大屏令牌”中重新生成。"}, status=403
            )
        rest = request.GET.copy()
        del rest["token"]  # what else the installer wrote (?am=, ?lang=) goes along
        answer = HttpResponseRedirect(f"/wall/?{rest.urlencode()}" if rest else "/wall/")
        answer.set_cookie(
            TOKEN_COOKIE, secret, max_age=TOKEN_AGE_S, httponly=True, samesite="Strict", secure=settings.SECURE_COOKIES, path="/"
        )
        return answer
    return render(request, "screen.html", {"entry": "src/wall/main.ts", "title": f"{_city()}应急指挥一张图"})


@require_GET
@ensure_csrf_cookie
def desk(request: HttpRequest) -> HttpResponse:
    lock_if_left(request)
    return render(request, "screen.html", {"entry": "src/desk/main.ts", "title": "值守调度台"})


@require_GET
@ensure_csrf_cookie
def field(request: HttpRequest) -> HttpResponse:
    return render(request, "screen.html", {"entry": "src/field/main.ts", "title": "一线终端"})


@require_GET
@ensure_csrf_cookie
def replay(request: HttpRequest) -> HttpResponse:
    return render(request, "screen.html", {"entry": "src/replay/main.ts", "title": "态势回放"})


@require_GET
@ensure_csrf_cookie
def leader(request: HttpRequest) -> HttpResponse:
    return render(request, "screen.html", {"entry": "src/leader/main.ts", "title": "领导手机页"})


@require_GET
@ensure_csrf_cookie
def town(request: HttpRequest) -> HttpResponse:
    return render(request, "screen.html", {"entry": "src/town/main.ts", "title": "镇街值守"})


@require_GET
@ensure_csrf_cookie
def expert(request: HttpRequest) -> HttpResponse:
    return render(request, "screen.html", {"entry": "src/expert/main.ts", "title": "专家研判"})


@require_GET
def field_service_worker(request: HttpRequest) -> HttpResponse:
    return _service_worker("field")


@require_GET
def town_service_worker(request: HttpRequest) -> HttpResponse:
    return _service_worker("town")


def _service_worker(page: str) -> HttpResponse:
    """The worker with the list of files this page is made of; served from the root so that its scope is the page's own path."""
    manifest = json.loads(MANIFEST.read_text()) if MANIFEST.exists() else {}
    files = sorted(_files(manifest, f"src/{page}/main.ts"))
    paths = [f"{settings.STATIC_URL}{name}" for name in files]
    version = hashlib.sha256("\n".join(paths).encode()).hexdigest()[:12]  # names carry content hashes, so a new build is a new version
    text = (
        WORKER.read_text()
        .replace("__VERSION__", f"{page}-{version}")
        .replace("['__FILES__']", json.dumps(paths))
        .replace("/field/", f"/{page}/")
    )
    headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": f"/{page}/"}
    return HttpResponse(text, content_type="text/javascript", headers=headers)


def _files(manifest: dict[str, dict[str, Any]], entry: str) -> set[str]:
    """The entry's own file, its styles and assets, and those of everything it imports."""
    found: set[str] = set()
    seen: set[str] = set()
    waiting = [entry]
    while waiting:
        name = waiting.pop()
        if name in seen or name not in manifest:
            continue
        seen.add(name)
        chunk = manifest[name]
        found.add(str(chunk["file"]))
        for key in ("css", "assets"):
            found.update(chunk.get(key, []))
        waiting += [*chunk.get("imports", []), *chunk.get("dynamicImports", [])]
    return found
