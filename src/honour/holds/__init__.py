"""May this record be used, changed, shared, destroyed? The one gate every action asks."""
