"""The fields of Art. 30 that had no column: whose, on what ground, documented where, reviewed when."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString()
LIST = sa.JSON(none_as_null=True)
ADDED = (
    ('activity', (
        ('special_basis', LIST), ('national_provision', TEXT), ('balanced_on', sa.Date()), ('security', LIST),
        ('systems', LIST), ('owner', TEXT), ('unit', TEXT), ('dpia', LIST), ('notice', TEXT), ('reviewed_on', sa.Date()),
    )),
    ('organisation', (('known_absent', LIST),)),
    ('safeguard', (('signed_by', TEXT),)),
    ('derogation', (('documentation', TEXT),)),
)


def upgrade() -> None:
    for table, columns in ADDED:
        for name, type_ in columns:
            op.add_column(table, sa.Column(name, type_, nullable=True))


def downgrade() -> None:
    for table, columns in reversed(ADDED):
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name, _ in reversed(columns):
                batch_op.drop_column(name)
