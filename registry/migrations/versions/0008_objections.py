"""Objections: what the clock runs on, the steps, the outcome; and tasks with a kind and an owner.

The table of objections of the first version was never written to; it makes way for one that holds the whole clock.
Tasks were, and are kept as they are.
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import registry.tables.base

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

STATES = (
    'notice_received', 'assessing', 'objected', 'accepted', 'accepted_with_conditions', 'no_response',
    'vendor_answered', 'resolved', 'terminated',
)
CAME = ('mail', 'portal', 'page_only')
STARTS = ('sent', 'received', 'seen')
TASKS = (
    'close_hop', 'upload_by_hand', 'look_at_unstable', 'ask_for_notice', 'send_objection', 'condition',
    'return_or_delete', 'other',
)
LIST = sa.JSON(none_as_null=True)


def text(length=None):
    return sqlmodel.sql.sqltypes.AutoString(length=length)


def word(name, *words):
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=64)


def instant():
    return registry.tables.base.Instant(timezone=True)


def upgrade() -> None:
    op.drop_index('ix_objection_engagement_id', table_name='objection')
    op.drop_index('ix_objection_deadline_on', table_name='objection')
    op.drop_table('objection')
    op.create_table('objection',
    sa.Column('id', text(80), nullable=False),
    sa.Column('engagement_id', text(80), nullable=False),
    sa.Column('service_id', text(80), nullable=True),
    sa.Column('change_id', text(80), nullable=True),
    sa.Column('state', word('objectionstate', *STATES), nullable=False),
    sa.Column('named', LIST, nullable=True),
    sa.Column('notice_came', word('noticecame', *CAME), nullable=True),
    sa.Column('sent_on', sa.Date(), nullable=True),
    sa.Column('received_on', sa.Date(), nullable=True),
    sa.Column('seen_on', sa.Date(), nullable=True),
    sa.Column('effective_on', sa.Date(), nullable=True),
    sa.Column('periods', LIST, nullable=True),
    sa.Column('deadline_on', sa.Date(), nullable=True),
    sa.Column('contract_on', sa.Date(), nullable=True),
    sa.Column('counted_from', word('countedfrom', *STARTS), nullable=True),
    sa.Column('decided_by', text(), nullable=True),
    sa.Column('decided_at', instant(), nullable=True),
    sa.Column('reason', text(), nullable=True),
    sa.Column('conditions', LIST, nullable=True),
    sa.Column('answered_on', sa.Date(), nullable=True),
    sa.Column('answer', text(), nullable=True),
    sa.Column('outcome', text(), nullable=True),
    sa.Column('opened_at', instant(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_objection')),
    sa.UniqueConstraint('engagement_id', 'change_id', name='uq_objection_change'),
    )
    for column in ('engagement_id', 'service_id', 'change_id', 'effective_on', 'deadline_on'):
        op.create_index(op.f(f'ix_objection_{column}'), 'objection', [column], unique=False)
    op.create_table('objection_step',
    sa.Column('id', text(80), nullable=False),
    sa.Column('objection_id', text(80), nullable=False),
    sa.Column('state', word('objectionstate', *STATES), nullable=False),
    sa.Column('told', LIST, nullable=False),
    sa.Column('step_by', text(), nullable=False),
    sa.Column('recorded_at', instant(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_objection_step')),
    )
    for column in ('objection_id', 'recorded_at'):
        op.create_index(op.f(f'ix_objection_step_{column}'), 'objection_step', [column], unique=False)
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.add_column(sa.Column('kind', word('taskkind', *TASKS), nullable=True))
        batch_op.add_column(sa.Column('about', text(), nullable=True))
        batch_op.add_column(sa.Column('objection_id', text(80), nullable=True))
        batch_op.add_column(sa.Column('fingerprint', text(64), nullable=True))
        batch_op.add_column(sa.Column('owner', text(), nullable=True))
        batch_op.add_column(sa.Column('done_by', text(), nullable=True))
        batch_op.add_column(sa.Column('note', text(), nullable=True))
        batch_op.create_index(batch_op.f('ix_task_objection_id'), ['objection_id'], unique=False)
        batch_op.create_unique_constraint(batch_op.f('uq_task_fingerprint'), ['fingerprint'])


def downgrade() -> None:
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_task_fingerprint'), type_='unique')
        batch_op.drop_index(batch_op.f('ix_task_objection_id'))
        batch_op.drop_constraint(batch_op.f('ck_task_taskkind'), type_='check')
        for column in ('note', 'done_by', 'owner', 'fingerprint', 'objection_id', 'about', 'kind'):
            batch_op.drop_column(column)
    op.drop_table('objection_step')
    op.drop_table('objection')
    op.create_table('objection',
    sa.Column('id', text(80), nullable=False),
    sa.Column('engagement_id', text(80), nullable=False),
    sa.Column('change_id', text(80), nullable=True),
    sa.Column('state', text(), nullable=False),
    sa.Column('notice_came', text(), nullable=True),
    sa.Column('sent_on', sa.Date(), nullable=True),
    sa.Column('received_on', sa.Date(), nullable=True),
    sa.Column('effective_on', sa.Date(), nullable=True),
    sa.Column('deadline_on', sa.Date(), nullable=True),
    sa.Column('opened_at', instant(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_objection')),
    )
    for column in ('engagement_id', 'deadline_on'):
        op.create_index(op.f(f'ix_objection_{column}'), 'objection', [column], unique=False)
