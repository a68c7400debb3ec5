"""Documents that a person handed in."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import registry.tables.base

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('handed_in',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('subject_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('kind', sa.Enum('notice', 'dpa', 'sub_processor_list', 'certificate', 'terms', 'other', name='documentkind', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('url', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('handed_at', registry.tables.base.Instant(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_handed_in'))
    )
    with op.batch_alter_table('handed_in', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_handed_in_subject_id'), ['subject_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('handed_in', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_handed_in_subject_id'))

    op.drop_table('handed_in')
