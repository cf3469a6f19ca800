"""The index of paper files: a CSV file that says where each file stands, who keeps it and who has it now.

Call `paper_index.PaperIndex(name, path)`: `records()` yields a record a line, whose text is the line, so that people
named in it are found; `tasks()` yields the same lines as work for a human (`Unread`, why `PAPER`). Read-only.
Will not say what is in the paper file: somebody must look.
"""
