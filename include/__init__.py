"""Everything Airflow's files import: the product itself lives in ``include.rasid``."""
