"""Mail: an mbox file, a folder of EML files, a Maildir, or a folder that mixes them.

Call `mailbox.Mailbox(name, path)`: `items()` yields each raw message once, named by the hash of its bytes
(docs/spec/record.md says which bytes). Read-only; follows no link; does not parse a message, which is `reading`'s.
"""
