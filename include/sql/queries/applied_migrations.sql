select count(*)::int as applied from ops.schema_migration
