
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("evidence", "0011_upload_links"),
        ('lawyers', '0003_event_matter_number'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='custodyevent',
            name='item',
            field=models.ForeignKey(help_text='Empty: all items of the matter.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='custody_events', to='evidence.evidenceitem'),
        ),
        migrations.AlterField(
            model_name='custodyevent',
            name='kind',
            field=models.CharField(choices=[('received', 'received'), ('received_again', 'received again'), ('read', 'read'), ('viewed', 'viewed'), ('downloaded', 'downloaded'), ('exported', 'exported'), ('derived', 'derived copy made'), ('described', 'described'), ('stamped', 'time-stamped'), ('verified', 'verified'), ('withdrawn', 'withdrawn'), ('brought_back', 'brought back')], max_length=20, verbose_name='what'),
        ),
        migrations.CreateModel(
            name='ChainSeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('previous', models.CharField(blank=True, max_length=64)),
                ('digest', models.CharField(max_length=64, verbose_name='SHA-256')),
            ],
            options={
                'verbose_name': 'seal over custody chains',
                'verbose_name_plural': 'seals over custody chains',
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('previous',), name='seals_have_no_fork')],
            },
        ),
        migrations.CreateModel(
            name='Withdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(help_text='Which withdrawal of this item it is.')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='when')),
                ('why', models.CharField(max_length=300, verbose_name='reason')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawals', to='evidence.evidenceitem')),
            ],
            options={
                'verbose_name': 'withdrawal',
                'verbose_name_plural': 'withdrawals',
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='WithdrawalEnd',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='when')),
                ('why', models.CharField(max_length=300, verbose_name='reason')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who')),
                ('withdrawal', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='end', to='evidence.withdrawal')),
            ],
            options={
                'verbose_name': 'end of a withdrawal',
                'verbose_name_plural': 'ends of withdrawals',
            },
        ),
        migrations.CreateModel(
            name='ChainCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('checked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='checked')),
                ('fault_count', models.PositiveIntegerField(default=0, verbose_name='faults')),
                ('matter', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='chain_check', to='lawyers.matter')),
            ],
            options={
                'verbose_name': 'check of a custody chain',
                'verbose_name_plural': 'checks of custody chains',
                'indexes': [models.Index(fields=['checked_at'], name='chain_check_by_age')],
            },
        ),
        migrations.CreateModel(
            name='CustodyHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('count', models.PositiveIntegerField(default=1)),
                ('hash', models.CharField(max_length=64)),
                ('item', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='evidence.evidenceitem')),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='lawyers.matter')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('item__isnull', True)), fields=('matter',), name='custody_chain_has_one_head')],
            },
        ),
        migrations.CreateModel(
            name='FixityAlarm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('what', models.CharField(choices=[('missing', 'the file is missing from the vault'), ('size', 'the file has another size than was received'), ('altered', 'the bytes are not those that were received'), ('chain', 'the custody chain is broken')], max_length=20, verbose_name='what')),
                ('opened_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='found')),
                ('told_at', models.DateTimeField(help_text='When people were mailed.', null=True)),
                ('acknowledged_at', models.DateTimeField(null=True)),
                ('why', models.CharField(blank=True, max_length=300, verbose_name='what it was')),
                ('acknowledged_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('item', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='fixity_alarms', to='evidence.evidenceitem')),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fixity_alarms', to='lawyers.matter')),
            ],
            options={
                'verbose_name': 'alarm',
                'verbose_name_plural': 'alarms',
                'ordering': ['-opened_at', '-id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('acknowledged_at__isnull', True), ('item__isnull', False)), fields=('item', 'what'), name='alarm_of_an_item_is_open_once'), models.UniqueConstraint(condition=models.Q(('acknowledged_at__isnull', True), ('item__isnull', True)), fields=('matter', 'what'), name='alarm_of_a_matter_is_open_once'), models.CheckConstraint(condition=models.Q(models.Q(('acknowledged_at__isnull', True), ('acknowledged_by__isnull', True), ('why', '')), models.Q(('acknowledged_at__isnull', False), ('acknowledged_by__isnull', False), models.Q(('why', ''), _negated=True)), _connector='OR'), name='alarm_is_acknowledged_by_somebody_with_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='ItemCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('checked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='checked')),
                ('result', models.CharField(choices=[('whole', 'unaltered'), ('missing', 'the file is missing from the vault'), ('size', 'the file has another size than was received'), ('altered', 'the bytes are not those that were received')], max_length=20, verbose_name='result')),
                ('item', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='last_check', to='evidence.evidenceitem')),
            ],
            options={
                'verbose_name': 'check of an item',
                'verbose_name_plural': 'checks of items',
                'indexes': [models.Index(fields=['checked_at'], name='item_check_by_age')],
            },
        ),
        migrations.CreateModel(
            name='SealedHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('count', models.PositiveIntegerField()),
                ('hash', models.CharField(max_length=64)),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='lawyers.matter')),
                ('seal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='heads', to='evidence.chainseal')),
            ],
            options={
                'indexes': [models.Index(fields=['matter', 'count'], name='sealed_head_by_matter')],
                'constraints': [models.UniqueConstraint(fields=('seal', 'matter'), name='seal_names_a_chain_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='withdrawal',
            constraint=models.UniqueConstraint(fields=('item', 'number'), name='withdrawals_of_an_item_are_counted'),
        ),
        migrations.AddConstraint(
            model_name='withdrawal',
            constraint=models.CheckConstraint(condition=models.Q(('why', ''), _negated=True), name='withdrawal_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='withdrawalend',
            constraint=models.CheckConstraint(condition=models.Q(('why', ''), _negated=True), name='end_of_withdrawal_has_a_reason'),
        ),
    ]
