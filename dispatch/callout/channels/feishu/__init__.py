"""message → **feishu** → 飞书, by apprise; the address with its secret is the bureau's (dispatch/gateways/secrets.py)."""

from __future__ import annotations

from dispatch.gateways.services import Feishu

channel = Feishu()
