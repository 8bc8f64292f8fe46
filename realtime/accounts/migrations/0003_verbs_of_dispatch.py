"""A database that was seeded before dispatch gives its standing roles the verbs that came with it; what a bureau took away or added stays."""

from django.db import migrations

NEW = {
    "duty_leader": [
        "callout.start", "unit.status", "supply.request", "supply.receive", "supply.manage", "supply.approve", "contact.manage", "unit.manage",
    ],
    "shift_chief": [
        "callout.start", "unit.status", "supply.request", "supply.receive", "supply.manage", "supply.approve", "contact.manage", "unit.manage",
    ],
    "duty_officer": ["callout.start", "unit.status", "supply.request", "supply.receive", "supply.manage"],
    "command_officer": ["callout.start"],
    "town_desk": ["supply.request", "supply.receive", "contact.manage", "phone.reveal"],
    "team_leader": ["supply.receive"],
    "administrator": ["contact.manage", "phone.reveal", "unit.manage"],
}  # fmt: skip


def give(apps, schema_editor):
    for role in apps.get_model("accounts", "Role").objects.filter(code__in=NEW):
        role.verbs = [*role.verbs, *(verb for verb in NEW[role.code] if verb not in role.verbs)]
        role.save(update_fields=["verbs"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_peer_tokens")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
