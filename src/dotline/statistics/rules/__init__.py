"""What statistics decides without a database: periods, measures, tables and how they are shown."""
