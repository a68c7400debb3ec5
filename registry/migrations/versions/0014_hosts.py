"""Whose turn it is at a host, and what its robots.txt says: for several processes on one database."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from registry.tables.base import Instant

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    op.create_table(
        'host',
        sa.Column('name', TEXT(length=255), nullable=False),
        sa.Column('holder', TEXT(length=80), nullable=True),
        sa.Column('freed_at', Instant(timezone=True), nullable=True),
        sa.Column('next_at', Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint('name', name=op.f('pk_host')),
    )
    op.create_table(
        'robots_answer',
        sa.Column('origin', TEXT(length=300), nullable=False),
        sa.Column('rules', TEXT(), nullable=True),
        sa.Column('failure', TEXT(length=40), nullable=True),
        sa.Column('message', TEXT(length=500), nullable=True),
        sa.Column('status', sa.Integer(), nullable=True),
        sa.Column('retry_at', Instant(timezone=True), nullable=True),
        sa.Column('stale_at', Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('origin', name=op.f('pk_robots_answer')),
    )


def downgrade() -> None:
    op.drop_table('robots_answer')
    op.drop_table('host')
