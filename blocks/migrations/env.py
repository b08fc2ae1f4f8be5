"""Alembic's entry: it runs inside the transaction of `blocks.schema.migrate`."""

from alembic import context

from blocks.tables import METADATA, VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=VERSION_TABLE,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
