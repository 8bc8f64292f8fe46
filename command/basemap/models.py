"""Which basemap each kind of screen starts with, and the line that has to stand under it."""

from __future__ import annotations

from django.db import models

from command.basemap.rows import BasemapRow


class Choice(models.Model):
    DESK, WALL, FIELD = "desk", "wall", "field"
    SCREENS = [(DESK, "值守调度台"), (WALL, "大屏"), (FIELD, "一线终端")]

    screen = models.CharField("屏幕", max_length=8, choices=SCREENS, unique=True)
    area = models.CharField("区划", max_length=12)
    key = models.CharField("底图", max_length=80, default="packaged")
    day = models.BooleanField("日间样式", default=False)
    relief = models.CharField(
        "地形阴影", max_length=80, blank=True, help_text="key of a terrain archive laid under the roads; empty = none"
    )
    review = models.CharField("审图号", max_length=80, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "底图选择"

    def __str__(self) -> str:
        return f"{self.get_screen_display()} {self.key}"

    def row(self) -> BasemapRow:
        return {
            "id": self.pk, "area": self.area, "screen": self.screen, "key": self.key, "day": self.day, "relief": self.relief, "review": self.review,
        }  # fmt: skip
