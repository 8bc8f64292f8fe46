"""Dossiers for the matrix: what each operation needs, one of each thing, a body it accepts."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from command.dossiers.actions import ContactFacts, StoreFacts, save_dossier
from command.dossiers.importing import COLUMNS
from command.dossiers.models import Paper
from realtime.files.models import File

NEEDS = {
    "list_dossiers": "any", "dossiers_at": "read", "list_substances": "any", "get_dossier_template": "any", "get_dossier": "read",
    "enter_dossier": "dossier.manage", "preview_dossier_sheet": "dossier.manage", "import_dossier_sheet": "dossier.manage",
    "change_dossier": "dossier.manage", "reveal_plant_numbers": "phone.reveal",
    "add_dossier_paper": "dossier.manage", "remove_dossier_paper": "dossier.manage", "retire_dossier": "dossier.manage",
}  # fmt: skip
UPLOADS = ("preview_dossier_sheet", "import_dossier_sheet", "add_dossier_paper")
WITH_AREA = ("preview_dossier_sheet", "import_dossier_sheet")


def dossier_things(area: str, lon: float, lat: float, file: File) -> dict[str, Any]:
    one = save_dossier(
        actor="system", name="系统", code=f"M-{area}", title="化工厂", lon=lon, lat=lat, stores=[StoreFacts("T-1", "苯乙烯")],
        contacts=[ContactFacts("林某", "调度", "13800007000")],
    )  # fmt: skip
    paper = Paper.objects.create(dossier=one, kind="plot_plan", title="平面图", file=file, by_name="系统")
    return {"dossier_id": one.pk, "paper_id": paper.pk}


def dossier_bodies(thing: SimpleNamespace, lon: float, lat: float) -> dict[str, Any]:
    return {
        "enter_dossier": {"code": f"N-{thing.area}", "title": "新厂", "lon": lon, "lat": lat},
        "change_dossier": {"version": 1, "people": 8},
        "retire_dossier": {"why": "已拆除"},
        "reveal_plant_numbers": {"reason": "核实火情"},
    }


def dossier_upload(name: str, thing: SimpleNamespace, lon: float, lat: float) -> SimpleUploadedFile:
    if name == "add_dossier_paper":
        return SimpleUploadedFile("平面图.pdf", b"%PDF-1.4\n%%EOF", "application/pdf")
    titles = [column.title for column in COLUMNS]
    row = {"企业编号": f"S-{thing.area}", "企业名称": "表中厂", "经度": str(lon), "纬度": str(lat), "储罐编号": "T-1", "物料": "苯"}
    text = ",".join(titles) + "\n" + ",".join(row.get(title, "") for title in titles)
    return SimpleUploadedFile("一企一档.csv", text.encode(), "text/csv")
