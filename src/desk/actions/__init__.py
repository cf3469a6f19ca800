"""One verb a file: may they, decide, write, ledger, tell."""
