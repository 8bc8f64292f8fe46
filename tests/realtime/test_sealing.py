"""What is sealed is read again under the same key for the same purpose, and by nobody else."""

from __future__ import annotations

from typing import Any

from realtime.sealing import seal, unseal


def test_a_sealed_secret_is_read_again_only_under_the_same_key_and_for_the_same_purpose(settings: Any) -> None:
    kept = seal("口令-1", "broker")
    assert unseal(kept, "broker") == "口令-1" and "口令" not in kept
    assert unseal(kept, "health") == ""
    settings.SECRET_KEY = "another"
    assert unseal(kept, "broker") == ""
