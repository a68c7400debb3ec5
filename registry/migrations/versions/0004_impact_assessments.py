"""Transfer impact assessments in six steps, and their conclusions."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import registry.tables.base

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('assessed_step',
    sa.Column('source', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('grade', sa.Enum('primary', 'primary_copy', 'secondary_official', 'secondary', 'memory', name='grade', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('recorded_at', registry.tables.base.Instant(timezone=True), nullable=False),
    sa.Column('retired_at', registry.tables.base.Instant(timezone=True), nullable=True),
    sa.Column('origin', sa.Enum('data', 'import', 'person', name='origin', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('assessment_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('step', sa.Enum('map', 'tool', 'law_and_practice', 'measures', 'formal_steps', 'review', name='assessmentstep', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('finding', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('answers', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('sources', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('filled_on', sa.Date(), nullable=False),
    sa.Column('filled_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('is_open', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('row', name=op.f('pk_assessed_step'))
    )
    with op.batch_alter_table('assessed_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_assessed_step_assessment_id'), ['assessment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_assessed_step_id'), ['id'], unique=False)
        batch_op.create_index(batch_op.f('ix_assessed_step_recorded_at'), ['recorded_at'], unique=False)

    op.create_table('conclusion',
    sa.Column('source', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('grade', sa.Enum('primary', 'primary_copy', 'secondary_official', 'secondary', 'memory', name='grade', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('recorded_at', registry.tables.base.Instant(timezone=True), nullable=False),
    sa.Column('retired_at', registry.tables.base.Instant(timezone=True), nullable=True),
    sa.Column('origin', sa.Enum('data', 'import', 'person', name='origin', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('assessment_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('concluded_on', sa.Date(), nullable=False),
    sa.Column('concluded_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('outcome', sa.Enum('effective', 'effective_with_measures', 'not_effective', name='assessmentoutcome', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('reasons', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('review_due_on', sa.Date(), nullable=False),
    sa.Column('requires', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('relies_on', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('facts', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('steps', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('law', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True),
    sa.PrimaryKeyConstraint('row', name=op.f('pk_conclusion'))
    )
    with op.batch_alter_table('conclusion', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_conclusion_assessment_id'), ['assessment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_conclusion_id'), ['id'], unique=False)
        batch_op.create_index(batch_op.f('ix_conclusion_recorded_at'), ['recorded_at'], unique=False)

    op.create_table('impact_assessment',
    sa.Column('source', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('grade', sa.Enum('primary', 'primary_copy', 'secondary_official', 'secondary', 'memory', name='grade', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('recorded_at', registry.tables.base.Instant(timezone=True), nullable=False),
    sa.Column('retired_at', registry.tables.base.Instant(timezone=True), nullable=True),
    sa.Column('origin', sa.Enum('data', 'import', 'person', name='origin', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('controller_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('importer', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('destination', sqlmodel.sql.sqltypes.AutoString(length=8), nullable=False),
    sa.Column('started_on', sa.Date(), nullable=False),
    sa.Column('started_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('reopened_on', sa.Date(), nullable=True),
    sa.Column('reopened_by', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('reopened_because', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.PrimaryKeyConstraint('row', name=op.f('pk_impact_assessment'))
    )
    with op.batch_alter_table('impact_assessment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_impact_assessment_controller_id'), ['controller_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_impact_assessment_id'), ['id'], unique=False)
        batch_op.create_index(batch_op.f('ix_impact_assessment_recorded_at'), ['recorded_at'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('impact_assessment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_impact_assessment_recorded_at'))
        batch_op.drop_index(batch_op.f('ix_impact_assessment_id'))
        batch_op.drop_index(batch_op.f('ix_impact_assessment_controller_id'))

    op.drop_table('impact_assessment')
    with op.batch_alter_table('conclusion', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_conclusion_recorded_at'))
        batch_op.drop_index(batch_op.f('ix_conclusion_id'))
        batch_op.drop_index(batch_op.f('ix_conclusion_assessment_id'))

    op.drop_table('conclusion')
    with op.batch_alter_table('assessed_step', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_assessed_step_recorded_at'))
        batch_op.drop_index(batch_op.f('ix_assessed_step_id'))
        batch_op.drop_index(batch_op.f('ix_assessed_step_assessment_id'))

    op.drop_table('assessed_step')
