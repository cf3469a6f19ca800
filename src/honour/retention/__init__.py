"""The schedule and its runner. Empty until its issue."""
