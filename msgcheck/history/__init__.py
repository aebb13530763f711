"""What earlier runs found: kept in a database, compared with the next run."""
