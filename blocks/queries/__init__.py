"""Named queries, answered from files and databases: rows with units, origin and freshness."""
