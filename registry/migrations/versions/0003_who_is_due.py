"""Sources in the order in which they are due, the paused ones apart."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_source_paused_due_at", "source", ["paused", "due_at", "id"], unique=False)
    op.drop_index("ix_source_due_at", table_name="source")


def downgrade() -> None:
    op.create_index("ix_source_due_at", "source", ["due_at"], unique=False)
    op.drop_index("ix_source_paused_due_at", table_name="source")
