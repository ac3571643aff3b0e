from django.db import migrations

from lawyers.audit import guards


def lay(apps, editor):
    guards.lay(editor, "lawyers_event")


def lift(apps, editor):
    guards.lift(editor, "lawyers_event")


class Migration(migrations.Migration):
    dependencies = [("lawyers", "0001_initial")]
    operations = [migrations.RunPython(lay, lift)]
