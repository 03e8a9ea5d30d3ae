"""Runs migrations on the connection that `store.engine.session.migrate` hands over; there is no other way in."""

from alembic import context

from store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
