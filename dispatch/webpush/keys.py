"""The installation's own VAPID key pair: made at first use, kept beside its other secrets, so that subscriptions outlive an update."""

from __future__ import annotations

import base64
import os
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat, load_pem_private_key
from django.conf import settings


def key_file() -> Path:
    """Made once even when two processes ask at the same time: whoever links first wins."""
    kept = Path(settings.DATA_DIR) / "settings" / "vapid.pem"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        draft = kept.with_name(f"vapid.{os.getpid()}.tmp")
        draft.touch(mode=0o600)
        draft.write_bytes(pem)
        try:
            os.link(draft, kept)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return kept


@cache
def _public(path: str) -> str:
    key = load_pem_private_key(Path(path).read_bytes(), None)
    raw = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def public_key() -> str:
    """As `PushManager.subscribe` wants it."""
    return _public(str(key_file()))
