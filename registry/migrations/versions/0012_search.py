"""Words by which things are found: entries, and their stems in the form each database searches best.

These tables are outside the tables' metadata: `registry.searchindex` alone writes them, and makes them anew at will.
"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'search_entry',
        sa.Column('id', sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column('of_table', sa.Text(), nullable=False),
        sa.Column('of_row', sa.Text(), nullable=False),
        sa.Column('kind', sa.Text(), nullable=False),
        sa.Column('subject_id', sa.Text(), nullable=False),
        sa.Column('controller_id', sa.Text(), nullable=True),
        sa.Column('found_in', sa.Text(), nullable=False),
        sa.Column('folded', sa.Text(), nullable=True),
        sa.Column('body', sa.Text(), nullable=False),
    )
    op.create_index('ix_search_entry_of', 'search_entry', ['of_table', 'of_row'])
    op.create_index('ix_search_entry_folded', 'search_entry', ['folded'])
    op.create_table('search_version', sa.Column('number', sa.Integer(), nullable=False))
    if op.get_bind().dialect.name == 'sqlite':
        op.execute(
            "CREATE VIRTUAL TABLE search_words USING fts5"
            "(named, said, detail=column, tokenize='unicode61 remove_diacritics 0')"
        )
    else:
        op.execute('ALTER TABLE search_entry ADD COLUMN words tsvector')
        op.execute('CREATE INDEX ix_search_entry_words ON search_entry USING gin (words)')


def downgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        op.execute('DROP TABLE search_words')
    op.drop_table('search_version')
    op.drop_table('search_entry')
