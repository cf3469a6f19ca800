"""Mail on a server, over IMAP: every folder a login may see, or one of them.

Call `imap.Imap(name, url).listing()`: a `ServerMail` whose iteration fetches what is new, a few megabytes at a time.
Read-only: folders are opened with EXAMINE, messages fetched with BODY.PEEK, nothing else is ever sent, so no flag
changes. The certificate is checked; a login never goes over a connection that is not encrypted. Will not: get or
renew an access token, follow a mailbox that moves to another server, parse a message (`reading` does).
"""
