from django.db import migrations


def write_down(apps, editor):
    """The ends of the chains that stand already."""
    Event, Head = apps.get_model("evidence", "CustodyEvent"), apps.get_model("evidence", "CustodyHead")
    ends = {}
    for event in Event.objects.order_by("matter_id", "sequence").iterator(chunk_size=1000):
        ends[event.matter_id, None] = (event.sequence, event.hash)
        if event.item_id is not None:
            count = ends.get((event.matter_id, event.item_id), (0, ""))[0]
            ends[event.matter_id, event.item_id] = (count + 1, event.hash)
    rows = (
        Head(matter_id=matter_id, item_id=item_id, count=count, hash=hash_)
        for (matter_id, item_id), (count, hash_) in ends.items()
    )
    Head.objects.bulk_create(rows, batch_size=500)


def nothing(apps, editor):
    pass


class Migration(migrations.Migration):
    dependencies = [("evidence", "0012_custody_heads_and_withdrawals")]
    operations = [migrations.RunPython(write_down, nothing)]
