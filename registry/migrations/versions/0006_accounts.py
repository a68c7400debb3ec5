"""Accounts: sessions, one-time links, identity providers, and what a token may."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import registry.tables.base

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString()
ID = sqlmodel.sql.sqltypes.AutoString(length=80)
HASH = sqlmodel.sql.sqltypes.AutoString(length=64)
INSTANT = registry.tables.base.Instant(timezone=True)
LIST = sa.JSON(none_as_null=True)
OF_TOKENS = (('name', TEXT), ('controllers', LIST), ('used_at', INSTANT), ('ended_at', INSTANT))


def upgrade() -> None:
    for name, type_ in OF_TOKENS:
        op.add_column('token', sa.Column(name, type_, nullable=True))
    op.create_table('sign_in',
    sa.Column('sha256', HASH, nullable=False),
    sa.Column('user_id', ID, nullable=False),
    sa.Column('created_at', INSTANT, nullable=False),
    sa.Column('seen_at', INSTANT, nullable=False),
    sa.Column('expires_at', INSTANT, nullable=False),
    sa.PrimaryKeyConstraint('sha256', name=op.f('pk_sign_in'))
    )
    op.create_table('one_time_link',
    sa.Column('sha256', HASH, nullable=False),
    sa.Column('purpose', sa.Enum('first_admin', 'invitation', 'password', name='linkpurpose', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('user_id', ID, nullable=True),
    sa.Column('created_at', INSTANT, nullable=False),
    sa.Column('expires_at', INSTANT, nullable=False),
    sa.Column('used_at', INSTANT, nullable=True),
    sa.PrimaryKeyConstraint('sha256', name=op.f('pk_one_time_link'))
    )
    op.create_table('identity',
    sa.Column('id', ID, nullable=False),
    sa.Column('user_id', ID, nullable=False),
    sa.Column('issuer', TEXT, nullable=False),
    sa.Column('subject', TEXT, nullable=False),
    sa.Column('created_at', INSTANT, nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_identity')),
    sa.UniqueConstraint('issuer', 'subject', name=op.f('uq_identity_issuer'))
    )
    op.create_table('sign_in_attempt',
    sa.Column('sha256', HASH, nullable=False),
    sa.Column('nonce', TEXT, nullable=False),
    sa.Column('verifier', TEXT, nullable=False),
    sa.Column('next', TEXT, nullable=False),
    sa.Column('created_at', INSTANT, nullable=False),
    sa.PrimaryKeyConstraint('sha256', name=op.f('pk_sign_in_attempt'))
    )
    for table in ('sign_in', 'one_time_link', 'identity'):
        op.create_index(op.f(f'ix_{table}_user_id'), table, ['user_id'], unique=False)


def downgrade() -> None:
    for table in ('identity', 'one_time_link', 'sign_in'):
        op.drop_index(op.f(f'ix_{table}_user_id'), table_name=table)
    for table in ('sign_in_attempt', 'identity', 'one_time_link', 'sign_in'):
        op.drop_table(table)
    with op.batch_alter_table('token', schema=None) as batch_op:
        for name, _ in reversed(OF_TOKENS):
            batch_op.drop_column(name)
