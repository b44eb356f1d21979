"""Rasid on one machine: child processes, the embedded Postgres, Airflow, ``make run`` and ``make up``."""
