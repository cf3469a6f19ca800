"""One school's folder: settings, keys, stores, sources; the verbs connect, map and read."""
