from django.db import migrations

from lawyers.audit import guards


def lay(apps, editor):
    guards.lay(editor, "lawyers_event")


def nothing(apps, editor):
    pass


class Migration(migrations.Migration):
    dependencies = [("lawyers", "0003_event_matter_number")]
    operations = [migrations.RunPython(lay, nothing)]
