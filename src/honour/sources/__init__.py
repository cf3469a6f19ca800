"""Where records live: list them, read them with their address, read-only. One folder a connector."""
