select current_setting('server_version') as version, current_setting('server_version_num')::int as version_number,
       current_setting('server_encoding') as encoding, to_regclass('ops.schema_migration') is not null as has_ledger
