"""Depots, items, stock and requests. What lies in a depot is the sum of its ledger: the database alone moves the balances (migration 0002)."""

from __future__ import annotations

from typing import cast

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from dispatch.features.models import Feature
from dispatch.incidents.models import Incident
from dispatch.supplies.rows import DepotLevel, SupplyRequestRow
from realtime.clock import iso


class Depot(models.Model):
    VILLAGE, TOWN, DISTRICT, CITY, ENTERPRISE = "village", "town", "district", "city", "enterprise"
    LEVELS = [(VILLAGE, "村级"), (TOWN, "镇街"), (DISTRICT, "区级"), (CITY, "市级"), (ENTERPRISE, "企业代储")]

    name = models.CharField("名称", max_length=60, unique=True)
    level = models.CharField("级别", max_length=10, choices=LEVELS)
    area = models.CharField("区划", max_length=12, db_index=True)
    lon = models.FloatField("经度", help_text="WGS-84")
    lat = models.FloatField("纬度")
    owner = models.CharField("权属单位", max_length=60, blank=True)
    keeper = models.CharField("保管员", max_length=40, blank=True)
    phone = models.CharField("24 小时电话", max_length=20, blank=True)
    active = models.BooleanField("启用", default=True)
    feature = models.OneToOneField(
        Feature,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="depot",
        help_text="its object on the map, written by mapping.py",
    )

    class Meta:
        verbose_name = verbose_name_plural = "物资仓库"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def level_code(self) -> DepotLevel:
        return cast("DepotLevel", self.level)


class Item(models.Model):
    """GB/T 38565: seven digits in four layers, 1+2+2+2; 99 = other. A local stock number tells apart what the code does not."""

    code7 = models.CharField("GB/T 38565 编码", max_length=7)
    sku = models.CharField("本地编号", max_length=20, blank=True)
    name = models.CharField("名称", max_length=60)
    spec = models.CharField("规格", max_length=80, blank=True)
    unit_of = models.CharField("计量单位", max_length=8)
    pack = models.PositiveIntegerField("每箱数量", default=1)

    class Meta:
        verbose_name = verbose_name_plural = "物资品类"
        ordering = ["code7", "sku"]
        constraints = [
            models.UniqueConstraint(fields=["code7", "sku"], name="one_item_per_code_and_sku"),
            models.CheckConstraint(condition=Q(code7__regex=r"^[1-3]((0[1-9]|[1-9]\d)){3}$"), name="code_has_four_layers"),
        ]

    def __str__(self) -> str:
        return self.name


class Stock(models.Model):
    """One item in one depot. An exercise counts on copies of its own, so that a drill never takes a real blanket."""

    depot = models.ForeignKey(Depot, on_delete=models.PROTECT, related_name="stock")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="stock")
    on_hand = models.IntegerField("库存", default=0, editable=False, help_text="sum of the ledger's change; written by the database only")
    reserved = models.IntegerField("已预留", default=0, editable=False, help_text="sum of the ledger's held")
    floor = models.PositiveIntegerField("下限", default=0)
    counted_at = models.DateTimeField("上次盘点", null=True)
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "库存"
        constraints = [
            models.UniqueConstraint(fields=["depot", "item", "exercise_id"], nulls_distinct=False, name="one_stock_per_depot_and_item"),
            models.CheckConstraint(condition=Q(reserved__gte=0) & Q(on_hand__gte=F("reserved")), name="never_below_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.depot} {self.item}"


class Lot(models.Model):
    """What came in together and goes bad together."""

    stock = models.ForeignKey(Stock, on_delete=models.PROTECT, related_name="lots")
    number = models.CharField("批号", max_length=40)
    on_hand = models.IntegerField("数量", default=0, editable=False, help_text="sum of the ledger's change of this lot")
    expires_on = models.DateField("有效期至", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "批次"
        constraints = [
            models.UniqueConstraint(fields=["stock", "number"], name="one_lot_per_number"),
            models.CheckConstraint(condition=Q(on_hand__gte=0), name="lot_never_below_zero"),
        ]


class Agreement(models.Model):
    """代储协议: an enterprise keeps it and brings it when called. Callable, not on hand."""

    depot = models.ForeignKey(Depot, on_delete=models.PROTECT, related_name="agreements")
    party = models.CharField("协议单位", max_length=60)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="agreements")
    quantity = models.PositiveIntegerField("最低储量")
    response_min = models.PositiveIntegerField("响应时限(分钟)")
    valid_to = models.DateField("有效期至")

    class Meta:
        verbose_name = verbose_name_plural = "代储协议"
        constraints = [models.UniqueConstraint(fields=["depot", "party", "item"], name="one_agreement_per_item")]


class SupplyRequest(models.Model):
    """A transfer, from asking to settling. One depot each: what a depot cannot give becomes a back-order of its own."""

    REQUESTED, APPROVED, BACK_ORDER, RESERVED, PICKED = "requested", "approved", "back_order", "reserved", "picked"
    SHIPPED, RECEIVED, SETTLED, RETURNED, CANCELLED = "shipped", "received", "settled", "returned", "cancelled"
    STATES = [
        (REQUESTED, "待批准"), (APPROVED, "已批准"), (BACK_ORDER, "缺货待调"), (RESERVED, "已预留"), (PICKED, "已备货"), (SHIPPED, "在途"),
        (RECEIVED, "已签收"), (SETTLED, "已核销"), (RETURNED, "已归还"), (CANCELLED, "已取消"),
    ]  # fmt: skip
    MOVES: dict[str, frozenset[str]] = {
        REQUESTED: frozenset({APPROVED, CANCELLED}),
        APPROVED: frozenset({RESERVED, BACK_ORDER, CANCELLED}),
        BACK_ORDER: frozenset({RESERVED, CANCELLED}),
        RESERVED: frozenset({PICKED, SHIPPED, CANCELLED}),
        PICKED: frozenset({SHIPPED, CANCELLED}),
        SHIPPED: frozenset({RECEIVED}),
        RECEIVED: frozenset({SETTLED, RETURNED}),
        SETTLED: frozenset(),
        RETURNED: frozenset(),
        CANCELLED: frozenset(),
    }
    OVER = (SETTLED, RETURNED, CANCELLED)

    number = models.CharField("编号", max_length=24, unique=True)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, null=True, related_name="supply_requests")
    area = models.CharField("区划", max_length=12, db_index=True)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="requests")
    quantity = models.PositiveIntegerField("申请数量")
    urgency = models.CharField("紧急程度", max_length=8, default="urgent")
    state = models.CharField(max_length=10, choices=STATES, default=REQUESTED)
    depot = models.ForeignKey(Depot, on_delete=models.PROTECT, null=True, related_name="requests")
    proposed = models.ForeignKey(Depot, on_delete=models.PROTECT, null=True, related_name="+")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    reserved = models.PositiveIntegerField("预留数量", default=0)
    received = models.PositiveIntegerField("签收数量", null=True)
    returned = models.PositiveIntegerField("归还数量", default=0)
    # What a transfer order must say: receiver and place, and the contacts of both sides (the depot has the other).
    place = models.CharField("送达地点", max_length=120, blank=True)
    receiver = models.CharField("接收人", max_length=40, blank=True)
    receiver_phone = models.CharField("接收人电话", max_length=20, blank=True)
    note = models.CharField("用途说明", max_length=500, blank=True)
    verbal = models.BooleanField("口头调拨", default=False)
    approved_name = models.CharField("批准人", max_length=60, blank=True)
    approved_how = models.CharField("批准方式", max_length=200, blank=True, help_text="verbal: channel, read back by whom")
    agreement = models.CharField(
        "互助协议", max_length=80, blank=True, help_text="of another district's stock: the mutual aid that covers it"
    )
    paper_number = models.CharField("调拨单号", max_length=40, blank=True)
    paper_due_at = models.DateTimeField("补办期限", null=True)
    paper_at = models.DateTimeField(null=True)
    paper_overdue = models.BooleanField(default=False)
    plate = models.CharField("车牌", max_length=12, blank=True)
    bearer = models.CharField(
        "承运人", max_length=40, blank=True, help_text="who drives or carries it; words of the transfer order, never in events"
    )
    subject_id = models.IntegerField(null=True, help_text="the vehicle's position on the map")
    signed_name = models.CharField("签收人", max_length=40, blank=True)
    reason = models.CharField("取消或差异原因", max_length=200, blank=True)
    return_by = models.DateTimeField("归还期限", null=True)
    return_overdue = models.BooleanField(default=False)
    requested_by = models.CharField(max_length=80)
    requested_at = models.DateTimeField(db_default=Now())
    approved_at = models.DateTimeField(null=True)
    reserved_at = models.DateTimeField(null=True)
    picked_at = models.DateTimeField(null=True)
    shipped_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    archived = models.BooleanField(default=False)
    exercise_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "物资调拨"
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0, reserved__lte=F("quantity")), name="takes_no_more_than_asked"),
            models.CheckConstraint(condition=Q(received=None) | Q(received__lte=F("reserved")), name="signs_no_more_than_sent"),
            models.CheckConstraint(condition=Q(returned=0) | Q(returned__lte=F("received")), name="returns_no_more_than_signed"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def streams(self) -> list[str]:
        """The board of the area that asked, the incident's timeline, the depot's board."""
        depot = [f"area:{self.depot.area}"] if self.depot else []
        return list(dict.fromkeys([f"area:{self.area}", *([f"incident:{self.incident_id}"] if self.incident_id else []), *depot]))

    def row(self) -> SupplyRequestRow:
        """What the screens' table `supply_requests` holds; the words of the transfer order are read with the request."""
        times = ("requested", "approved", "reserved", "picked", "shipped", "received", "settled", "returned", "cancelled")
        return cast("SupplyRequestRow", {
            "id": self.pk, "number": self.number, "incident": self.incident_id, "area": self.area, "item": self.item_id,
            "item_name": self.item.name, "unit_of": self.item.unit_of, "quantity": self.quantity, "reserved": self.reserved,
            "received": self.received, "returned": self.returned, "state": self.state,
            "depot": self.depot_id, "depot_name": self.depot.name if self.depot else None,
            "proposed": self.proposed_id, "proposed_name": self.proposed.name if self.proposed else None,
            "verbal": self.verbal, "paper_due_at": iso(self.paper_due_at), "paper_at": iso(self.paper_at), "paper_overdue": self.paper_overdue,
            "parent": self.parent_id, "urgency": self.urgency, "plate": self.plate, "subject": self.subject_id,
            "return_by": iso(self.return_by), "return_overdue": self.return_overdue, "requested_by": self.requested_by, "x": self.exercise_id,
        } | {f"{name}_at": iso(getattr(self, f"{name}_at")) for name in times})  # fmt: skip


class Ledger(models.Model):
    """One movement, never changed. Inserting it is the only way a balance moves."""

    KINDS = [
        ("opening", "期初"), ("in", "入库"), ("count", "盘点"), ("scrap", "报废"), ("reserve", "预留"), ("release", "释放预留"),
        ("ship", "出库"), ("return", "退库"), ("copy", "演练副本"),
    ]  # fmt: skip

    stock = models.ForeignKey(Stock, on_delete=models.PROTECT, related_name="ledger")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, null=True, related_name="ledger")
    kind = models.CharField("类别", max_length=10, choices=KINDS)
    change = models.IntegerField("库存变动", default=0)
    held = models.IntegerField("预留变动", default=0)
    request = models.ForeignKey(SupplyRequest, on_delete=models.PROTECT, null=True, related_name="ledger")
    by = models.CharField(max_length=80)
    note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = verbose_name_plural = "库存流水"
        constraints = [models.CheckConstraint(condition=Q(change=0) | Q(lot__isnull=False), name="what_moves_belongs_to_a_lot")]
        indexes = [models.Index(fields=["request"], name="ledger_of_request")]
