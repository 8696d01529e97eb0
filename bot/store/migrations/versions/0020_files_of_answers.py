"""files that go with an answer"""

import sqlalchemy as sa
from alembic import op

from bot.store.types import Sealed

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None
_ROW = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    """Apply."""
    op.create_table('answer_file',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('ticket_id', _ROW, nullable=False),
    sa.Column('event_id', _ROW, nullable=True),
    sa.Column('by', sa.String(length=40), nullable=False),
    sa.Column('name', Sealed(), nullable=False),
    sa.Column('media_type', sa.String(length=80), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('at_instant', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['ticket_id'], ['ticket.id'], name=op.f('fk_answer_file_ticket_id_ticket')),
    sa.ForeignKeyConstraint(['event_id'], ['ticket_event.id'], name=op.f('fk_answer_file_event_id_ticket_event')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answer_file'))
    )
    op.create_index(op.f('ix_answer_file_ticket_id'), 'answer_file', ['ticket_id'])
    op.create_index(op.f('ix_answer_file_event_id'), 'answer_file', ['event_id'])


def downgrade() -> None:
    """Take back."""
    op.drop_table('answer_file')
