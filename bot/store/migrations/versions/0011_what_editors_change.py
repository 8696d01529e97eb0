"""what editors change"""

import sqlalchemy as sa
from alembic import op

import bot.store.types

revision = "0011"
down_revision = "0004"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "entry_change",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("entry_id", sa.String(length=120), nullable=False),
        sa.Column("act", sa.String(length=10), nullable=False),
        sa.Column("body", sa.JSON(), nullable=True),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("who", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at_instant", bot.store.types.UtcInstant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_change")),
    )
    op.create_index("ix_entry_change_entry", "entry_change", ["entry_id", "id"])
    op.create_table(
        "entry_draft",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("entry_id", sa.String(length=120), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("who", sa.String(length=40), nullable=False),
        sa.Column("updated_at", bot.store.types.UtcInstant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_draft")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_entry_draft_entry_id")),
    )
    op.create_table(
        "source_change",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("who", sa.String(length=40), nullable=False),
        sa.Column("at_instant", bot.store.types.UtcInstant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_change")),
    )
    op.create_index("ix_source_change_title", "source_change", ["title", "id"])
    for column in (
        sa.Column("handled_at", bot.store.types.UtcInstant(timezone=True), nullable=True),
        sa.Column("handled_by", sa.String(length=40), nullable=True),
        sa.Column("entry_id", sa.String(length=120), nullable=True),
    ):
        op.add_column("unanswered", column)
    op.create_index("ix_unanswered_open", "unanswered", ["handled_at", "id"])


def downgrade() -> None:
    """Undo."""
    op.drop_index("ix_unanswered_open", table_name="unanswered")
    for name in ("entry_id", "handled_by", "handled_at"):
        op.drop_column("unanswered", name)
    for table in ("source_change", "entry_draft", "entry_change"):
        op.drop_table(table)
