"""舆情 and releases for the matrix: what each operation needs, one of each thing, a body it accepts."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from command.opinion.actions import enter_opinion
from command.opinion.feeding import add_source
from command.opinion.watches import Spike
from command.opinion.watching import save_watch
from command.release.actions import draft_release

HANDLE, MANAGE = "opinion.handle", "opinion.manage"
NEEDS = {
    "take_opinions": "opinion.intake", "get_opinion_figures": "read", "list_opinions": "any", "enter_opinion": HANDLE, "get_opinion": "read",
    "judge_opinion": HANDLE, "assign_opinion": HANDLE, "handle_opinion": HANDLE, "feed_back_opinion": HANDLE, "close_opinion": HANDLE,
    "dismiss_opinion": HANDLE, "reopen_opinion": HANDLE, "flag_rumour": HANDLE, "link_opinion": HANDLE, "unlink_opinion": HANDLE,
    "see_opinion_spike": HANDLE,
    "list_opinion_sources": "any", "add_opinion_source": MANAGE, "change_opinion_source": MANAGE, "ask_opinion_source": MANAGE,
    "renew_opinion_token": MANAGE, "list_opinion_refusals": MANAGE, "remove_opinion_source": MANAGE, "list_opinion_watches": "any",
    "add_opinion_watch": MANAGE, "change_opinion_watch": MANAGE, "remove_opinion_watch": MANAGE,
    "list_releases": "any", "draft_release": "release.draft", "get_release": "read", "change_release": "release.draft",
    "submit_release": "release.draft", "return_release": "release.sign", "sign_release": "own", "correct_release": "release.draft",
    "withdraw_release": "release.sign", "drop_release": "release.draft", "get_release_pdf": "read", "get_release_docx": "read",
}  # fmt: skip


def opinion_things(area: str, incident: int) -> dict[str, int]:
    """`source_id` asks, and has no token: whoever may is told so."""
    item = enter_opinion(actor="system", name="系统", area=area, title=f"{area}网传起火")
    source, _ = add_source(actor="system", code=f"s{area}", name="投放", kind="drop", area=area)
    watch = save_watch(actor="system", name=f"规则{area}", area=area, words=["烟花厂"])
    spike = Spike.objects.create(area=area, hazard="", now=5, usual=0, item=item)
    release = draft_release(actor="system", name="系统", kind="bulletin", incident_id=incident)
    return {"opinion_id": item.pk, "source_id": source.pk, "watch_id": watch.pk, "spike_id": spike.pk, "release_id": release.pk}


def opinion_bodies(thing: SimpleNamespace) -> dict[str, Any]:
    words = {"text": "已核实"}
    source = {"name": "投放", "kind": "drop"}
    watch = {"name": "危房", "area": thing.area, "words": ["危房倒塌"]}
    return {
        "take_opinions": {"posts": [{"url": "https://n.example/1", "title": "起火"}]},
        "enter_opinion": {"area": thing.area, "title": "网传起火"},
        "judge_opinion": {"verdict": "true"}, "assign_opinion": {"owner_name": "镇政府"}, "handle_opinion": words, "feed_back_opinion": words,
        "close_opinion": words, "dismiss_opinion": words, "reopen_opinion": words, "unlink_opinion": words,
        "flag_rumour": {"rumour": True}, "link_opinion": {"incident": thing.incident_id},
        "add_opinion_source": source | {"code": f"n{thing.area}", "area": thing.area}, "change_opinion_source": source,
        "add_opinion_watch": watch, "change_opinion_watch": watch,
        "draft_release": {"kind": "bulletin", "incident": thing.incident_id}, "change_release": {"version": 1, "title": "通报"},
        "return_release": {"why": "再核"}, "withdraw_release": {"why": "再核"}, "sign_release": {"pin": "1234"},
    }  # fmt: skip
