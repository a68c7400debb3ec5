"""Subscriptions per person, service, severity and kind; deliveries, digests, heartbeats."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from registry.tables.base import Instant

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString()
ID = sqlmodel.sql.sqltypes.AutoString(length=80)
LIST = sa.JSON(none_as_null=True)
AT = Instant(timezone=True)
SEVERITIES = ('critical', 'high', 'medium', 'low', 'none')
CHANNELS = ('mail', 'slack', 'msteams', 'discord', 'webhook')
PACES = ('immediate', 'daily', 'weekly')
BEFORE = ('waiting', 'delivered', 'given_up')
STATES = (*BEFORE, 'refused', 'muted')
DECISIONS = ('acted', 'dismissed')
KINDS = (
    'new_recipient_or_subprocessor', 'removed_recipient_or_subprocessor', 'location_or_country_change',
    'transfer_mechanism_change', 'purpose_change', 'data_category_change', 'retention_change', 'legal_basis_change',
    'contact_or_entity_change', 'rights_change', 'cosmetic_only', 'date_only', 'navigation_noise',
    'restructuring_no_substance',
)
EVENTS = (
    'vendor.policy_changed', 'vendor.subprocessor_added', 'vendor.subprocessor_removed', 'vendor.source_unreachable',
    'transfer.verdict_changed', 'dpa.expiring', 'objection.due', 'law.changed', 'review.due',
)
DECIDED = (('decided_at', AT), ('decided_by', TEXT), ('reason', TEXT))
ADDED = (('digest_id', ID), ('subscription_id', ID))


def _word(name, words):
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=64)


def _column(name, type_, nullable=False):
    return sa.Column(name, type_, nullable=nullable)


def upgrade() -> None:
    op.drop_table('subscription')  # nothing ever wrote to it
    op.create_table(
        'subscription',
        _column('id', ID), _column('person', TEXT), _column('channel', _word('channelkind', CHANNELS)),
        _column('target', TEXT), _column('secrets', LIST, True),
        _column('least_severity', _word('severity', SEVERITIES)), _column('controllers', LIST, True),
        _column('services', LIST, True), _column('events', LIST, True), _column('kinds', LIST, True),
        _column('pace', _word('pace', PACES)), _column('language', TEXT), _column('heartbeat', sa.Boolean()),
        _column('created_at', AT), _column('created_by', TEXT), _column('ended_at', AT, True),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_subscription')),
    )
    op.create_table(
        'mute',
        _column('id', ID), _column('controller_id', ID, True), _column('service_id', ID, True),
        _column('kind', _word('changekind', KINDS), True), _column('event', _word('event', EVENTS), True),
        _column('until', sa.Date()), _column('reason', TEXT), _column('created_at', AT), _column('created_by', TEXT),
        _column('ended_at', AT, True),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_mute')),
    )
    op.create_table(
        'digest',
        _column('id', ID), _column('channel', _word('channelkind', CHANNELS)), _column('target', TEXT),
        _column('language', TEXT), _column('pace', _word('pace', PACES)), _column('alerts', LIST),
        _column('sources', LIST), _column('muted', sa.Integer()), _column('created_at', AT),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_digest')),
    )
    op.create_index(op.f('ix_digest_created_at'), 'digest', ['created_at'])
    op.create_table(
        'beat',
        _column('id', sqlmodel.sql.sqltypes.AutoString(length=64)), _column('begun_at', AT), _column('daily_at', AT),
        _column('weekly_at', AT),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_beat')),
    )
    with op.batch_alter_table('alert', schema=None) as batch_op:
        batch_op.add_column(_column('decision', _word('alertdecision', DECISIONS), True))
        for name, type_ in DECIDED:
            batch_op.add_column(_column(name, type_, True))
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        for name, type_ in ADDED:
            batch_op.add_column(_column(name, type_, True))
        batch_op.add_column(sa.Column('step', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('position', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('language', TEXT, nullable=False, server_default='en'))
        batch_op.add_column(_column('queued_at', AT, True))
    op.execute('UPDATE delivery SET queued_at = due_at')
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        for name in ('step', 'position', 'language'):
            batch_op.alter_column(name, server_default=None)
        batch_op.alter_column('queued_at', nullable=False)
        batch_op.alter_column('alert_id', existing_type=ID, nullable=True)
        batch_op.alter_column(
            'state', existing_type=_word('deliverystate', BEFORE), type_=_word('deliverystate', STATES)
        )
        batch_op.alter_column('channel', existing_type=TEXT, type_=_word('channelkind', CHANNELS))
        batch_op.create_index(batch_op.f('ix_delivery_queued_at'), ['queued_at'])
        batch_op.create_index(batch_op.f('ix_delivery_subscription_id'), ['subscription_id'])


def downgrade() -> None:
    op.execute("DELETE FROM delivery WHERE alert_id IS NULL OR step > 0 OR state IN ('refused', 'muted')")
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_delivery_subscription_id'))
        batch_op.drop_index(batch_op.f('ix_delivery_queued_at'))
        batch_op.alter_column(
            'state', existing_type=_word('deliverystate', STATES), type_=_word('deliverystate', BEFORE)
        )
        batch_op.alter_column('channel', existing_type=_word('channelkind', CHANNELS), type_=TEXT)
        batch_op.alter_column('alert_id', existing_type=ID, nullable=False)
        for name in ('queued_at', 'language', 'position', 'step', *(name for name, _ in reversed(ADDED))):
            batch_op.drop_column(name)
    with op.batch_alter_table('alert', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_alert_alertdecision'), type_='check')
        for name in (*(name for name, _ in reversed(DECIDED)), 'decision'):
            batch_op.drop_column(name)
    for table in ('beat', 'digest', 'mute', 'subscription'):
        op.drop_table(table)
    op.create_table(
        'subscription',
        _column('id', ID), _column('channel', TEXT), _column('target', TEXT),
        _column('least_severity', _word('severity', SEVERITIES)), _column('created_at', AT),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_subscription')),
    )
