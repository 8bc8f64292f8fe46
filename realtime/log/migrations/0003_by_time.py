"""Events lie in the order they came: a block range index finds an hour of them, and costs the writer nothing."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("log", "0002_append_only")]
    operations = [migrations.AddIndex("event", BrinIndex(fields=["at"], name="log_event_at", pages_per_range=32))]
