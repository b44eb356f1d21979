"""Everything that touches the world outside: network, database, files, mail."""
