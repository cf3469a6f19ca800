"""What can go wrong with keys and sealed things, told apart.

    HonourError
    ├── NotAllowed
    │   └── Locked         no slot was opened by what was given
    ├── Trouble
    │   ├── KeyMissing     the key store is older than the sealed thing
    │   └── StoreBusy      another process is writing; wait and run again
    ├── KeyDestroyed       a person it concerns was erased: rebuild from source without them
    └── Tampered           not the bytes, the purpose or the place it was sealed with

None carries a key, a subject's name or a sealed value.
"""

from __future__ import annotations

from honour.kernel.errors import ExitCode, HonourError, NotAllowed, Trouble


class Locked(NotAllowed):
    pass


class KeyDestroyed(HonourError):  # told apart by name in messages and docs, like Tampered and Locked
    code = ExitCode.NOT_ALLOWED


class KeyMissing(Trouble):
    pass


class StoreBusy(Trouble):
    pass
