"""words are found by agency, and applications counted among themselves"""

import sqlalchemy as sa
from alembic import op

from bot.store.words import WordIndex

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None
_WORDS = WordIndex("ticket_words", "ticket")
_APPLICATIONS = "ix_ticket_fact_applications"


def upgrade() -> None:
    """Apply."""
    _empty()
    kept = sa.text("kind = 'application'")
    op.create_index(_APPLICATIONS, "ticket_fact", ["closed_on", "received_on", "agency", "applicant_class"], sqlite_where=kept, postgresql_where=kept)


def downgrade() -> None:
    """Take back."""
    op.drop_index(_APPLICATIONS, "ticket_fact")
    _empty()


def _empty() -> None:
    # What stands in it does not tell it, so it is made anew; the worker fills it from the tickets there are (`bot.tickets.finding.catch_up`).
    _WORDS.drop(op.get_bind())
    _WORDS.create(op.get_bind())
