"""The cluster's compose file obeys the specification, changes only what is there, and every process knows both databases."""

from __future__ import annotations

import json
import pathlib
from typing import Any

import jsonschema
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = json.loads((pathlib.Path(__file__).parent / "compose-spec.json").read_text())
MAIN: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())


class _Loader(yaml.SafeLoader):
    """Compose's own tag, which empties a list of the file below."""


_Loader.add_constructor("!reset", lambda loader, node: loader.construct_sequence(node))
CLUSTER: dict[str, Any] = yaml.load((ROOT / "deploy" / "compose.cluster.yml").read_text(), _Loader)


def test_the_file_obeys_the_compose_specification() -> None:
    jsonschema.Draft201909Validator(SCHEMA).validate(CLUSTER)


def test_it_adds_a_standby_and_a_proxy_and_changes_only_what_is_there() -> None:
    assert set(CLUSTER["services"]) - set(MAIN["services"]) == {"database-2", "proxy"}
    for name in ("web", "gateway", "clerk", "worker"):
        assert CLUSTER["services"][name]["deploy"]["replicas"] == 2


def test_every_process_writes_to_whichever_database_takes_writes() -> None:
    for name in ("setup", "web", "voice", "gateway", "clerk", "worker"):
        assert CLUSTER["services"][name]["environment"]["DATABASE_URL"].endswith(
            "@database:5432,database-2:5432/ecc?target_session_attrs=read-write"
        )
    assert (ROOT / "deploy" / "haproxy.cfg").exists()
