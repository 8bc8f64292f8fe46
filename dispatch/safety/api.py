"""现场安全 over HTTP: parse → permit → one action."""

from __future__ import annotations

from ninja import Router

router = Router(tags=["safety"])
