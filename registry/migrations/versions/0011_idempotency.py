"""Answers kept under an Idempotency-Key."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from registry.tables.base import Instant

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    op.create_table(
        'repeat',
        sa.Column('id', TEXT(length=64), nullable=False),
        sa.Column('body_sha256', TEXT(length=64), nullable=False),
        sa.Column('status', sa.Integer(), nullable=True),
        sa.Column('media_type', TEXT(), nullable=True),
        sa.Column('location', TEXT(), nullable=True),
        sa.Column('etag', TEXT(), nullable=True),
        sa.Column('answer', TEXT(), nullable=True),
        sa.Column('begun_at', Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_repeat')),
    )
    op.create_index(op.f('ix_repeat_begun_at'), 'repeat', ['begun_at'], unique=False)


def downgrade() -> None:
    op.drop_table('repeat')
