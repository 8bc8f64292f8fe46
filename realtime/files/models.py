"""Files people gave to the centre. The bytes lie once per content under `DATA_DIR/files`; a row says who gave them, for which area."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from realtime.clock import iso
from realtime.files.rows import FileRow


class File(models.Model):
    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField("名称", max_length=120, help_text="cleaned; never part of a path on our disk")
    mime = models.CharField(max_length=40, help_text="as its first bytes say, not as the sender says")
    size = models.BigIntegerField("字节")
    area = models.CharField("区划", max_length=12, help_text="who may read the object it belongs to")
    by = models.CharField(max_length=80)
    at = models.DateTimeField(db_default=Now())
    exercise_id = models.BigIntegerField(null=True)
    swept_at = models.DateTimeField(null=True, help_text="its term is over and its bytes are deleted; name, size and digest stay")

    class Meta:
        verbose_name = verbose_name_plural = "文件"

    def __str__(self) -> str:
        return self.name

    def row(self) -> FileRow:
        return {"id": self.pk, "name": self.name, "mime": self.mime, "size": self.size, "sha256": self.sha256, "at": str(iso(self.at))}
