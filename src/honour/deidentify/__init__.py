"""Pseudonymise, generalise, aggregate; measure the remaining risk. Empty until its issue."""
