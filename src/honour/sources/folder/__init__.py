"""A folder of files: a shared drive, an export, a memory stick.

Call `folder.Folder(name, path)`: `items()` yields every file once, by content; `listing()` also names the copies and
what could not be opened. Read-only; never follows a link; opens only ordinary files. File names and folder names are
carried for people to find the file again, and never logged or put in an address.
"""
