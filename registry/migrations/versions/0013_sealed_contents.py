"""The chain seals a salted hash of each content, so that a content can be erased and the chain still holds."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('audit', schema=None) as batch_op:
        batch_op.add_column(sa.Column('salt', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=True))
        batch_op.add_column(sa.Column('content_sha256', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True))
        batch_op.alter_column('content', existing_type=sa.JSON(none_as_null=True), nullable=True)


def downgrade() -> None:
    with op.batch_alter_table('audit', schema=None) as batch_op:
        batch_op.alter_column('content', existing_type=sa.JSON(none_as_null=True), nullable=False)
        batch_op.drop_column('content_sha256')
        batch_op.drop_column('salt')
