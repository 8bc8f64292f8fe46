from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.system.centre import Centre
from tests.system.linked import LinkedCentre


@pytest.fixture(scope="session")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """Two web processes, gateway, clerk, worker; shared by the tests of one run."""
    scratch: Path = tmp_path_factory.mktemp("centre")
    running = Centre(scratch)
    try:
        for name in ("voice", "gateway", "clerk", "worker"):
            running.start(name)
        running.start_web("web-1", "web-2")
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="session")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LinkedCentre]:
    """With services of its own; shared by the tests of one run that kill, freeze or fill one of them and leave it well."""
    running = LinkedCentre(tmp_path_factory.mktemp("linked"))
    try:
        for name in ("gateway", "clerk"):
            running.start(name)
        running.start_web("web-1", "web-2")
        running.beating("gateway")
        yield running
    finally:
        running.stop()
