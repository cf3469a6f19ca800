"""Keys, encryption, and the encrypted places everything derived is kept in. Formats: docs/spec/keys.md.

    keys = Keys.create(folder, [Passphrase(text), KeyFile(path)])      # keys.py; once, when the school is made
    keys = Keys.open(folder, passphrase=text)                          # or shares=(...), or neither: the key file
    keys.persons(subject_ids)                                          # make keys in bulk, before sealing
    sealed = keys.seal(data, subjects=(a, b), aad=str(address))        # for nobody: subjects=()
    data = keys.unseal(sealed, aad=str(address))                       # KeyDestroyed, KeyMissing, Tampered
    keys.destroy(subject_id, now)                                      # beyond recovery; idempotent
    keys.salt(subject_id), keys.school_salt(), keys.signing_key()      # for the ledger
    engine = store.engine(path, keys.purpose("store"))                 # or store.engine("postgresql+psycopg://...")
    with store.reading(engine) as connection: ...                      # engine.begin() takes the writer's lock
    files = FileStore(folder, keys)                                    # files.py: put, get, remove
    write_atomically(path, data)                                       # atomic.py: whole or not at all; not sealed
    for warning in (*keys.warnings, *store.standing_warnings(engine)): ...   # the caller shows them, always

A text that concerns several persons opens only while the keys of all of them exist. No key, passphrase, share or
sealed value is ever printed, logged or put in an error. Does not hide who holds how much, and does not defend a
running process that is open against root on the same machine.
"""
