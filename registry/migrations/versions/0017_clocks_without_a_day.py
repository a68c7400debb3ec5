"""Three clocks of the law more: the processor's notice, persons told of a breach, and persons told of a new purpose."""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

BEFORE = (
    'close_hop', 'upload_by_hand', 'look_at_unstable', 'ask_for_notice', 'send_objection', 'condition',
    'return_or_delete', 'report_breach', 'answer_request', 'inform_persons', 'other',
)
BEGUN = ('processor_notice', 'tell_persons_of_breach', 'inform_of_purpose')
CHECK = 'ck_task_taskkind'


def held(*words):
    return f"kind IN ({', '.join(repr(word) for word in words)})"


def upgrade() -> None:
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.drop_constraint(op.f(CHECK), type_='check')
        batch_op.create_check_constraint(op.f(CHECK), held(*BEFORE[:-1], *BEGUN, BEFORE[-1]))


def downgrade() -> None:
    op.execute(sa.text(f"UPDATE task SET kind = 'other' WHERE {held(*BEGUN)}"))
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.drop_constraint(op.f(CHECK), type_='check')
        batch_op.create_check_constraint(op.f(CHECK), held(*BEFORE))
