from django.db import migrations, models

from lawyers.audit import guards


def lay(apps, editor):
    # SQLite makes the table anew to add a column, and its triggers are gone with the old one.
    guards.lay(editor, "lawyers_event")


def nothing(apps, editor):
    pass


class Migration(migrations.Migration):
    dependencies = [("lawyers", "0002_append_only")]
    operations = [
        migrations.AddField(
            model_name="event",
            name="matter_number",
            field=models.CharField(blank=True, default="", max_length=30, verbose_name="case number"),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["organisation_id", "matter_number", "-id"], name="event_by_matter_number"),
        ),
        migrations.RunPython(lay, nothing),
    ]
