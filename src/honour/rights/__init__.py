"""Clocks, scope, grounds, exemptions, outcome: what the law asks of a request, decided from facts."""
