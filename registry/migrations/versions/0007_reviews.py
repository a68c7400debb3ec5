"""Vendor reviews: checklists, conditions, and their history.

The table of the first version held one row for each review and was never written to; it makes way for one that keeps
every step.
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import registry.tables.base

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

STEPS = (
    'opened', 'reopened', 'cause_added', 'assigned', 'answered', 'advised', 'decided', 'renewed', 'condition_met',
    'ended',
)
CAUSES = ('asked', 'material_change', 'verdict_turned', 'agreement_ending', 'entity_change', 'day_nears')
STATES = ('met', 'partly', 'not_met', 'not_found', 'not_applicable')
ADVICE = ('supports', 'supports_with_remarks', 'advises_against')
DECISIONS = ('approved', 'approved_with_conditions', 'rejected')
LIVE = sa.text('retired_at IS NULL')


def text(length=None):
    return sqlmodel.sql.sqltypes.AutoString(length=length)


def word(name, *words):
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=64)


def instant():
    return registry.tables.base.Instant(timezone=True)


def live(name, table, columns, unique=False):
    op.create_index(name, table, columns, unique=unique, sqlite_where=LIVE, postgresql_where=LIVE)


def upgrade() -> None:
    op.drop_index('ix_review_engagement_id', table_name='review')
    op.drop_index('ix_review_due_on', table_name='review')
    op.drop_table('review')
    op.create_table('review',
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('id', text(80), nullable=False),
    sa.Column('engagement_id', text(80), nullable=False),
    sa.Column('controller_id', text(80), nullable=False),
    sa.Column('step', word('reviewstep', *STEPS), nullable=False),
    sa.Column('step_by', text(), nullable=False),
    sa.Column('step_note', text(), nullable=True),
    sa.Column('recorded_at', instant(), nullable=False),
    sa.Column('retired_at', instant(), nullable=True),
    sa.Column('is_open', sa.Boolean(), nullable=False),
    sa.Column('opened_at', instant(), nullable=False),
    sa.Column('owner', text(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('dpo_advice', word('dpoadvice', *ADVICE), nullable=True),
    sa.Column('advised_by', text(), nullable=True),
    sa.Column('advised_at', instant(), nullable=True),
    sa.Column('advice', text(), nullable=True),
    sa.Column('decision', word('reviewdecision', *DECISIONS), nullable=True),
    sa.Column('decided_by', text(), nullable=True),
    sa.Column('decided_at', instant(), nullable=True),
    sa.Column('reason', text(), nullable=True),
    sa.Column('override_reason', text(), nullable=True),
    sa.Column('still_valid', text(), nullable=True),
    sa.Column('risk', word('reviewrisk', 'high', 'medium', 'low'), nullable=True),
    sa.PrimaryKeyConstraint('row', name=op.f('pk_review'))
    )
    for column in ('id', 'engagement_id', 'controller_id', 'recorded_at'):
        op.create_index(op.f(f'ix_review_{column}'), 'review', [column], unique=False)
    live('ux_review_engagement', 'review', ['engagement_id'], unique=True)
    live('ux_review_id', 'review', ['id'], unique=True)
    live('ix_review_due', 'review', ['due_on', 'id', 'is_open'])
    live('ix_review_controller_due', 'review', ['controller_id', 'due_on', 'id', 'is_open'])
    live('ix_review_owner_due', 'review', ['owner', 'due_on', 'id', 'is_open'])

    op.create_table('review_answer',
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('id', text(80), nullable=False),
    sa.Column('review_id', text(80), nullable=False),
    sa.Column('item', text(250), nullable=False),
    sa.Column('state', word('checkliststate', *STATES), nullable=False),
    sa.Column('evidence', text(), nullable=True),
    sa.Column('link', text(), nullable=True),
    sa.Column('machine', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('answered_by', text(), nullable=False),
    sa.Column('recorded_at', instant(), nullable=False),
    sa.Column('retired_at', instant(), nullable=True),
    sa.PrimaryKeyConstraint('row', name=op.f('pk_review_answer'))
    )
    op.create_index(op.f('ix_review_answer_review_id'), 'review_answer', ['review_id'], unique=False)
    live('ux_review_answer_item', 'review_answer', ['review_id', 'item'], unique=True)

    op.create_table('review_condition',
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('id', text(80), nullable=False),
    sa.Column('review_id', text(80), nullable=False),
    sa.Column('controller_id', text(80), nullable=False),
    sa.Column('text', text(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('set_by', text(), nullable=False),
    sa.Column('met_at', instant(), nullable=True),
    sa.Column('met_by', text(), nullable=True),
    sa.Column('met_note', text(), nullable=True),
    sa.Column('recorded_at', instant(), nullable=False),
    sa.Column('retired_at', instant(), nullable=True),
    sa.PrimaryKeyConstraint('row', name=op.f('pk_review_condition'))
    )
    op.create_index(op.f('ix_review_condition_review_id'), 'review_condition', ['review_id'], unique=False)
    live('ux_review_condition_id', 'review_condition', ['id'], unique=True)
    live('ix_review_condition_due', 'review_condition', ['due_on'])

    op.create_table('review_cause',
    sa.Column('id', text(80), nullable=False),
    sa.Column('review_id', text(80), nullable=False),
    sa.Column('engagement_id', text(80), nullable=False),
    sa.Column('kind', word('reviewcause', *CAUSES), nullable=False),
    sa.Column('key', text(250), nullable=False),
    sa.Column('told', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('alert_id', text(80), nullable=True),
    sa.Column('found_at', instant(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_cause')),
    sa.UniqueConstraint('engagement_id', 'kind', 'key', name=op.f('uq_review_cause'))
    )
    op.create_index(op.f('ix_review_cause_review_id'), 'review_cause', ['review_id'], unique=False)


def downgrade() -> None:
    for table in ('review_cause', 'review_condition', 'review_answer', 'review'):
        op.drop_table(table)  # its indexes go with it
    op.create_table('review',
    sa.Column('id', text(80), nullable=False),
    sa.Column('engagement_id', text(80), nullable=False),
    sa.Column('owner', text(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('state', word('reviewstate', 'up_to_date', 'due_soon', 'in_progress', 'overdue'), nullable=False),
    sa.Column('dpo_advice', word('dpoadvice', *ADVICE), nullable=True),
    sa.Column('decision', word('reviewdecision', *DECISIONS), nullable=True),
    sa.Column('reason', text(), nullable=True),
    sa.Column('opened_at', instant(), nullable=False),
    sa.Column('decided_at', instant(), nullable=True),
    sa.Column('decided_by', text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review'))
    )
    op.create_index(op.f('ix_review_due_on'), 'review', ['due_on'], unique=False)
    op.create_index(op.f('ix_review_engagement_id'), 'review', ['engagement_id'], unique=False)
