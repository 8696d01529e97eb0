"""Alembic's entry: runs migrations on the connection that `Database.migrate` hands over."""

from typing import Any, Literal

from alembic import context

from bot.store import Base, Sealed, UtcInstant


def _ours(_item: Any, name: str | None, kind: str, reflected: bool, _compared: Any) -> bool:
    # A deployer's database may hold tables of others: they are neither compared nor dropped.
    return not (kind == "table" and reflected and name not in Base.metadata.tables)


def _plain_types(kind: str, value: Any, _context: Any) -> str | Literal[False]:
    # A migration stays what it was when our own types change: it names only SQLAlchemy's.
    if kind == "type" and isinstance(value, UtcInstant):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(value, Sealed):
        return "sa.LargeBinary()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    include_object=_ours,
    render_as_batch=True,
    compare_type=True,
    render_item=_plain_types,
)
with context.begin_transaction():
    context.run_migrations()
