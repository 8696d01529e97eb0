"""paces of several processes"""

import sqlalchemy as sa
from alembic import op

from bot.store import UtcInstant

revision = '0019'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        'paced',
        sa.Column('name', sa.String(length=64), nullable=False),
        sa.Column('since', UtcInstant(), nullable=False),
        sa.Column('events', sa.Integer(), nullable=False),
        sa.Column('events_before', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('name', name=op.f('pk_paced')),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table('paced')
