from django.db import migrations

from lawyers.audit import guards

TABLES = (
    "evidence_custodyevent", "evidence_custodyhead", "evidence_evidenceitem", "evidence_receipt", "evidence_withdrawal",
    "evidence_withdrawalend", "evidence_chainseal", "evidence_sealedhead",
)


def lay(apps, editor):
    # Also for tables that had rules: SQLite has made them anew since, and their rules are gone with the old ones.
    for table in TABLES:
        guards.lay(editor, table)


def lift(apps, editor):
    for table in TABLES:
        guards.lift(editor, table)


class Migration(migrations.Migration):
    dependencies = [("evidence", "0013_heads_of_chains")]
    operations = [migrations.RunPython(lay, lift)]
