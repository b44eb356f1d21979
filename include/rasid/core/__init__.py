"""What Rasid knows how to compute: pure functions on values, without network, database, clock or logging."""
