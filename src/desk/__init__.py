"""The desk: the Django project at which people read, decide and sign. Empty until its issue.

Views ask only actions; actions call `honour`. Held by the import contract `views-only-through-actions`.
"""
