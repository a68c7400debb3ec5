"""Indexes for what is asked all day: documents of several services, lists by name. A column nobody writes goes."""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

SHARED = sa.text('services IS NOT NULL')
BY_NAME = ('organisation', 'service')


def upgrade() -> None:
    op.create_index('ix_document_shared', 'document', ['id'], sqlite_where=SHARED, postgresql_where=SHARED)
    for table in BY_NAME:
        op.drop_index(f'ix_{table}_name', table_name=table)
        op.create_index(f'ix_{table}_name', table, ['name', 'id'])
    op.drop_column('search_entry', 'controller_id')


def downgrade() -> None:
    op.add_column('search_entry', sa.Column('controller_id', sa.Text(), nullable=True))
    for table in BY_NAME:
        op.drop_index(f'ix_{table}_name', table_name=table)
        op.create_index(f'ix_{table}_name', table, ['name'])
    op.drop_index('ix_document_shared', table_name='document')
