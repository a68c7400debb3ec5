"""Tasks whose clock the law starts: the instant it counts from, and three kinds more."""

import sqlalchemy as sa
from alembic import op

from registry.tables.base import Instant

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

BEFORE = (
    'close_hop', 'upload_by_hand', 'look_at_unstable', 'ask_for_notice', 'send_objection', 'condition',
    'return_or_delete', 'other',
)
BEGUN = ('report_breach', 'answer_request', 'inform_persons')
CHECK = 'ck_task_taskkind'


def held(*words):
    return f"kind IN ({', '.join(repr(word) for word in words)})"


def upgrade() -> None:
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.drop_constraint(op.f(CHECK), type_='check')
        batch_op.create_check_constraint(op.f(CHECK), held(*BEFORE[:-1], *BEGUN, BEFORE[-1]))
        batch_op.add_column(sa.Column('began_at', Instant(timezone=True), nullable=True))


def downgrade() -> None:
    op.execute(sa.text(f"UPDATE task SET kind = 'other' WHERE {held(*BEGUN)}"))
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.drop_column('began_at')
        batch_op.drop_constraint(op.f(CHECK), type_='check')
        batch_op.create_check_constraint(op.f(CHECK), held(*BEFORE))
