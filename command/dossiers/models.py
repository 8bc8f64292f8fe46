"""一企一档: what burns, leaks or poisons at a plant, how much of it in which tank, who knows the place, and its papers. Read at the moment something happens there."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from command.plans.models import Plan
from dispatch.features.models import Feature
from realtime.files.models import File

KINDS = [("plant", "企业"), ("park", "园区")]
GRADES = [("1", "一级"), ("2", "二级"), ("3", "三级"), ("4", "四级"), ("0", "不构成")]
STORES = [("tank", "储罐"), ("warehouse", "仓库"), ("unit", "装置"), ("pipe", "管线"), ("berth", "泊位")]
PAPERS = [("plot_plan", "总平面图"), ("msds", "安全技术说明书"), ("process", "工艺流程图"), ("other", "其他")]


class Substance(models.Model):
    """One UN number: what those who arrive first must know. Rows, so that a bureau's chemists correct them."""

    un = models.CharField("UN 编号", max_length=4, unique=True)
    name = models.CharField("名称", max_length=60)
    aliases = models.JSONField("别名", default=list, blank=True)
    cas = models.CharField("CAS", max_length=12, blank=True)
    hazard = models.CharField("危险性类别", max_length=60)
    guide = models.CharField("处置指南号", max_length=4, blank=True)
    isolate_m = models.PositiveIntegerField("泄漏初始隔离(米)")
    downwind_m = models.PositiveIntegerField("大量泄漏下风向防护(米)", default=0)
    fire_m = models.PositiveIntegerField("着火时隔离(米)")
    fire = models.CharField("灭火", max_length=300)
    health = models.CharField("健康危害", max_length=300)
    protect = models.CharField("防护", max_length=300)
    spill = models.CharField("泄漏处置", max_length=300)
    source = models.CharField("出处", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "危化品物性"
        ordering = ["un"]

    def __str__(self) -> str:
        return f"{self.name} UN{self.un}"


class DossierQuerySet(models.QuerySet["Dossier"]):
    def current(self) -> DossierQuerySet:
        return self.filter(retired_at=None)

    def within(self, scopes: list[str]) -> DossierQuerySet:
        wanted = Q(pk__in=())
        for scope in scopes:
            wanted |= Q(area__startswith=scope)
        return self.filter(wanted)


class Dossier(models.Model):
    code = models.CharField("编号", max_length=40, unique=True, help_text="统一社会信用代码, or the bureau's own number")
    name = models.CharField("名称", max_length=80)
    kind = models.CharField("类别", max_length=6, choices=KINDS, default="plant")
    area = models.CharField("区划", max_length=12, db_index=True)
    address = models.CharField("地址", max_length=120, blank=True)
    lon = models.FloatField("经度", help_text="WGS-84")
    lat = models.FloatField("纬度")
    radius_m = models.PositiveIntegerField(
        "范围半径(米)", default=400, help_text="what happens within it happens here, when there is no fence"
    )
    fence = models.JSONField("厂界", null=True, blank=True, help_text="GeoJSON Polygon, WGS-84")
    grade = models.CharField("重大危险源", max_length=1, choices=GRADES, default="0")
    people = models.PositiveIntegerField("职工", default=0)
    shift_people = models.PositiveIntegerField("夜班在岗", default=0)
    summary = models.CharField("概况", max_length=500, blank=True)
    water = models.CharField("消防水源与泡沫", max_length=300, blank=True)
    gather = models.CharField("集合点与撤离方向", max_length=200, blank=True)
    plans = models.ManyToManyField(Plan, related_name="+", blank=True)
    feature = models.ForeignKey(Feature, on_delete=models.SET_NULL, null=True, related_name="+", help_text="its object on the map")
    version = models.PositiveIntegerField(default=1)
    changed_by = models.CharField(max_length=80)
    changed_by_name = models.CharField("最后修改", max_length=60)
    changed_at = models.DateTimeField(db_default=Now())
    reviewed_on = models.DateField("核对日期", null=True)
    retired_at = models.DateTimeField(null=True)
    retired_why = models.CharField(max_length=200, blank=True)

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "一企一档"
        ordering = ["area", "name"]

    def __str__(self) -> str:
        return self.name


class Store(models.Model):
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="stores")
    code = models.CharField("编号", max_length=40)
    kind = models.CharField("类别", max_length=10, choices=STORES, default="tank")
    substance = models.ForeignKey(Substance, on_delete=models.PROTECT, null=True, related_name="+")
    content = models.CharField("物料", max_length=60, help_text="as the plant calls it")
    capacity = models.FloatField("容量", null=True)
    held = models.FloatField("现存", null=True)
    unit = models.CharField("单位", max_length=10, default="吨")
    state = models.CharField("工况", max_length=120, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "储存单元"
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["dossier", "code"], name="one_store_per_code_of_a_dossier")]

    def __str__(self) -> str:
        return self.code


class PlantContact(models.Model):
    """Whom to ring at three in the morning, in this order."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField("姓名", max_length=40)
    post = models.CharField("职务", max_length=40)
    phone = models.CharField("电话", max_length=20)
    rank = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "企业联系人"
        ordering = ["rank", "id"]

    def __str__(self) -> str:
        return f"{self.name} {self.post}"


class Paper(models.Model):
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="papers")
    kind = models.CharField("类别", max_length=10, choices=PAPERS)
    title = models.CharField("标题", max_length=80)
    substance = models.ForeignKey(Substance, on_delete=models.PROTECT, null=True, related_name="+")
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField(db_default=Now())
    removed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "档案文件"
        ordering = ["kind", "id"]

    def __str__(self) -> str:
        return self.title
