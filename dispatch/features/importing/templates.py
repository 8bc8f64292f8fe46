"""layer → **templates** → a list to fill in: its columns with what to write, an example and the choices. No Django."""

from __future__ import annotations

from dispatch.features.catalogue import Attribute, Layer
from realtime.sheets import Column, template

NOTES = [
    "一行一条;不要合并单元格。列名可以不同,导入时再对应。",
    "编号相同即为更新,空白的单元格保持原值;没有编号的,同名且相距 50 米内视为同一个。",
    "坐标系在导入时选择;经纬度可写十进制度或度分秒,也可在“坐标”一格内写全。",
    "有错的行不影响其他行:改好后再导入一次即可。",
]
EXAMPLES = {"number": "120", "bool": "是", "phone": "020-12345678", "time": "2026-11-22 14:05"}


def layer_template(layer: Layer) -> bytes:
    columns = [
        Column("编号", False, "本图层内唯一;填了才能再次导入更新", "A-001"),
        Column("名称", True, "最多 120 字", f"示例{layer.name}"),
        Column("经度", False, "新对象必填", "113.5860"),
        Column("纬度", False, "新对象必填", "23.5480"),
        Column("区划", False, "代码或全称;不填按位置判断", "从化区"),
        *(_column(attribute) for attribute in layer.attributes),
        Column("数据时间", False, "以上数字何时为真;会过时的图层请填写", "2026-11-22 14:05"),
        Column("来源", False, "最多 60 字", "区应急局台账"),
    ]
    if layer.kinds != ("point",):
        columns.append(Column("形状", False, "线或面,WKT 文本;也可直接导入 GeoJSON、KML", "LINESTRING (113.58 23.54, 113.60 23.55)"))
    return template(layer.name[:30].replace("/", "、"), columns, NOTES)


def _column(attribute: Attribute) -> Column:
    what = {
        "number": f"数字{f',单位 {attribute.unit}' if attribute.unit else ''}",
        "bool": "是或否",
        "choice": "从下拉中选",
        "time": "日期和时间",
    }
    example = attribute.choices[0] if attribute.choices else EXAMPLES.get(attribute.type, "")
    choices = attribute.choices if attribute.type == "choice" else ("是", "否") if attribute.type == "bool" else ()
    return Column(attribute.name, False, what.get(attribute.type, ""), example, choices)
