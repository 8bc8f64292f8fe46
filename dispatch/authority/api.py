"""HTTP of authority: parse, check permission, call one action."""

from __future__ import annotations

from ninja import Router

router = Router()
