"""A database that was seeded before roll calls rang by video gets the new rung, unless the bureau wrote a ladder of its own."""

from django.db import migrations

LADDER = "duty.roll_call"
BEFORE = [(1, 0, "first_channels"), (2, 60, "next_channel"), (3, 120, "next_channel")]
NOW = [(1, 0, "video"), (2, 60, "first_channels"), (3, 120, "next_channel"), (4, 180, "next_channel")]
OWN = "本系统默认值,请各局按预案修订"
RETRIES = "duty.roll_call_retries"


def put_first(apps, schema_editor):
    steps = apps.get_model("callout", "LadderStep").objects
    rungs = steps.filter(ladder=LADDER).order_by("step")
    if list(rungs.values_list("step", "after_s", "action")) != BEFORE:
        return
    rungs.delete()
    for step, after, action in NOW:
        steps.create(ladder=LADDER, step=step, after_s=after, action=action, source="点名:60 秒未应答换一种方式,三次;" + OWN)
    rule = apps.get_model("rules", "Rule").objects
    rule.filter(name=RETRIES, value=2, source="视频(本平台)、电台、电话依次;" + OWN).update(
        value=3, source="视频、本平台、电台、电话依次;" + OWN
    )


class Migration(migrations.Migration):
    dependencies = [("duty", "0004_video_leg"), ("callout", "0011_video_leg"), ("rules", "0001_initial")]

    operations = [migrations.RunPython(put_first, migrations.RunPython.noop)]
