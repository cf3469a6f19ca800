"""Every promise as a command; plain text and JSON. One command a file, listed in `main.COMMANDS`."""
