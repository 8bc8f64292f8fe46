"""titles → **mapping** → fields: which column means what, guessed from the names people and programs give them. No Django."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dispatch.features.catalogue import Layer

CODE, NAME, LON, LAT, PLACE, AREA, OBSERVED, SOURCE, EXTRA = "code", "name", "lon", "lat", "place", "area", "observed_at", "source", "extra"
FIELDS = {
    CODE: "编号", NAME: "名称", LON: "经度", LAT: "纬度", PLACE: "坐标(一格内)", AREA: "区划", OBSERVED: "数据时间", SOURCE: "来源",
    EXTRA: "附加属性",
}  # fmt: skip
ATTRIBUTE = "attr:"
# In lower case, spaces out. The first title that fits a field gets it.
NAMES: dict[str, tuple[str, ...]] = {
    CODE: ("编号", "编码", "代码", "国标编号", "统一编号", "code", "id", "no", "objectid", "fid"),
    NAME: ("名称", "对象名称", "单位名称", "name", "title", "站名", "企业名称", "学校名称"),
    LON: ("经度", "东经", "lon", "lng", "long", "longitude", "x", "经度(°)", "y坐标"),
    LAT: ("纬度", "北纬", "lat", "latitude", "y", "纬度(°)", "x坐标"),
    PLACE: ("坐标", "经纬度", "位置坐标", "location", "coordinates", "coord"),
    AREA: ("区划", "所属区划", "行政区划", "区县", "镇街", "所在区", "所在镇街", "area", "adcode", "区划代码"),
    OBSERVED: ("数据时间", "观测时间", "更新时间", "time", "observed_at", "timestamp"),
    SOURCE: ("来源", "数据来源", "source"),
}


def fields_for(layer: Layer) -> dict[str, str]:
    """Everything a column of this layer's lists can be: key → name."""
    own = {
        f"{ATTRIBUTE}{attribute.key}": attribute.name + (f"({attribute.unit})" if attribute.unit else "") for attribute in layer.attributes
    }
    return {key: name for key, name in FIELDS.items() if key != EXTRA} | own | {EXTRA: FIELDS[EXTRA]}


def guess(titles: Iterable[str], layer: Layer) -> dict[str, str]:
    """What is the layer's own attribute comes first: a water source's 类型 is no general word."""
    given = list(titles)
    found: dict[str, str] = {}
    taken: set[str] = set()
    for field, words in [*NAMES.items(), *((f"{ATTRIBUTE}{one.key}", (one.name, one.key)) for one in layer.attributes)]:
        for word in words:
            title = next((title for title in given if title not in found and _bare(title) in (word, _bare(word))), None)
            if title is not None and field not in taken:
                found[title] = field
                taken.add(field)
                break
    # 高德经度, GCJ02_lng: a longer name that still says which it is
    for field, words in ((LON, ("经度", "lng", "lon")), (LAT, ("纬度", "lat"))):
        if field not in taken:
            title = next((title for title in given if title not in found and any(word in _bare(title) for word in words)), None)
            if title is not None:
                found[title] = field
                taken.add(field)
    return found


def _bare(title: str) -> str:
    text = "".join(title.lower().split()).replace("\uff08", "(").replace("\uff09", ")")
    head, bracket, _ = text.partition("(")
    return head if bracket and head else text


def checked(mapping: Mapping[str, str], titles: Iterable[str], layer: Layer) -> dict[str, str]:
    """As somebody set it by hand: unknown fields are dropped, and only extra attributes may be named twice."""
    known, taken, kept = fields_for(layer), set(), {}
    for title in titles:
        field = mapping.get(title, "")
        if field in known and (field == EXTRA or field not in taken):
            kept[title] = field
            taken.add(field)
    return kept
