"""Agreements kept as files by hash, with who signed."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from registry.tables.base import Instant

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    op.add_column('agreement', sa.Column('signatories', sa.JSON(none_as_null=True), nullable=True))
    op.add_column('agreement', sa.Column('supersedes_id', TEXT(length=80), nullable=True))
    op.create_table(
        'agreement_file',
        sa.Column('id', TEXT(length=80), nullable=False),
        sa.Column('agreement_id', TEXT(length=80), nullable=False),
        sa.Column('engagement_id', TEXT(length=80), nullable=False),
        sa.Column('sha256', TEXT(length=64), nullable=False),
        sa.Column('size', sa.Integer(), nullable=False),
        sa.Column('media_type', TEXT(), nullable=False),
        sa.Column('name', TEXT(), nullable=True),
        sa.Column('version_id', TEXT(length=80), nullable=True),
        sa.Column('received_at', Instant(timezone=True), nullable=False),
        sa.Column('received_by', TEXT(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_agreement_file')),
    )
    for column in ('agreement_id', 'sha256'):
        op.create_index(op.f(f'ix_agreement_file_{column}'), 'agreement_file', [column], unique=False)


def downgrade() -> None:
    op.drop_table('agreement_file')
    with op.batch_alter_table('agreement', schema=None) as batch_op:
        batch_op.drop_column('supersedes_id')
        batch_op.drop_column('signatories')
