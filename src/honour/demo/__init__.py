"""A fictional school with planted truth. Nothing but the command line and the tests may know it."""
