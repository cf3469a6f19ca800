"""Which tables are people, how tables join, which columns and texts hold which kind of personal data."""
