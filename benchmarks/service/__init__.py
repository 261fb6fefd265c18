"""What the service does at size: measured on SQLite and on PostgreSQL."""
