"""Documents that fail the build when they lie."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from pydantic import BaseModel
from typing_extensions import is_typeddict

from command.api import api
from command.management.commands.codes_page import page
from command.management.commands.rules_page import page as rules_page
from realtime import protocol
from realtime.log.kinds import declared
from realtime.positions import FRAME_HEADER, MESSAGE_HEADER, ROW

OURS = ("command", "dispatch", "devices", "realtime")
ROOT = Path(__file__).resolve().parents[2]
PROTOCOL = (ROOT / "docs" / "protocol.md").read_text()
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text()


def test_the_page_of_codes_is_fresh():
    assert (ROOT / "docs" / "codes.md").read_text() == page()


def test_the_page_of_rules_is_fresh():
    assert (ROOT / "docs" / "rules.md").read_text() == rules_page()


@pytest.mark.parametrize(
    "frame", ["subscribe", "unsubscribe", "got", "picture", "tick", "events", "reset", "beat", "hello", "subscribed", "error"]
)
def test_every_frame_is_on_the_protocol_page(frame: str):
    assert f'"t":"{frame}"' in PROTOCOL


def test_the_protocol_page_names_the_sizes_and_limits_of_the_code():
    assert (MESSAGE_HEADER.size, FRAME_HEADER.size, ROW.size) == (8, 24, 24)
    for figure in (
        f"every {protocol.BEAT_S:.0f} s",
        f"{protocol.MAX_GAP:,} events",
        f"{protocol.FRAMES_PER_S} a second",
        f"{protocol.MAX_SUBSCRIPTIONS} subscriptions",
    ):
        assert figure in PROTOCOL, figure


def test_every_event_kind_is_on_the_architecture_page():
    missing = [kind for kind in declared() if f"`{kind}`" not in ARCHITECTURE and not kind.startswith("thing.")]
    assert missing == []


def test_every_event_kind_has_words_for_the_timeline_and_the_replay():
    words = (ROOT / "frontend/src/i18n/events.zh-CN.ts").read_text(encoding="utf-8")
    things, verbs = words.split("    table: {")[1].split("    verb: {")
    kinds = [kind.split(".") for kind in declared() if not kind.startswith("thing.")]
    assert [thing for thing in sorted({one[0] for one in kinds}) if not re.search(rf"\b{thing}:", things)] == []
    assert [verb for verb in sorted({one[1] for one in kinds}) if not re.search(rf"\b{verb}:", verbs)] == []


def test_every_file_named_in_the_documents_exists():
    missing = []
    for document in [ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        text = document.read_text()
        named = re.findall(r"`((?:command|dispatch|devices|realtime|frontend|tests|docs|deploy)/[\w./-]+\.\w+)`", text)
        linked = [(document.parent / link).resolve() for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", text)]
        missing += [f"{document.name}: {name}" for name in named if not (ROOT / name).exists() and "dist/" not in name]
        missing += [f"{document.name}: {path}" for path in linked if not path.exists()]
    assert missing == []


def test_every_operation_has_a_name_and_declares_its_refusals():
    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, operation in methods.items():
            assert operation.get("operationId"), path
            assert {"401", "403", "422"} <= {str(code) for code in operation["responses"]}, f"{method} {path}"


def test_no_two_shapes_of_the_api_share_a_name():
    """The generated TypeScript has one type a name: the later would silently take the earlier's place."""
    api.get_openapi_schema()
    found: dict[str, set[str]] = {}
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] not in OURS:
            continue
        for value in vars(module).values():
            if isinstance(value, type) and value.__module__.split(".")[0] in OURS and (is_typeddict(value) or issubclass(value, BaseModel)):
                found.setdefault(value.__name__, set()).add(value.__module__)
    shapes = {name.removesuffix("-Input").removesuffix("-Output") for name in api.get_openapi_schema()["components"]["schemas"]}
    assert {name: sorted(modules) for name, modules in found.items() if len(modules) > 1 and name in shapes} == {}
