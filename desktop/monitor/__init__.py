"""One polling cycle without Qt: who is due, fetching, intake, storing."""
