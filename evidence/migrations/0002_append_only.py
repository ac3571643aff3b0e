from django.db import migrations

from lawyers.audit import guards


def lay(apps, editor):
    guards.lay(editor, "evidence_custodyevent")


def lift(apps, editor):
    guards.lift(editor, "evidence_custodyevent")


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial")]
    operations = [migrations.RunPython(lay, lift)]
