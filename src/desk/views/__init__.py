"""Pages. A view calls an action and renders what comes back; it touches neither stores nor sources."""
