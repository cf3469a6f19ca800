"""Changes to a school's own systems: planned, signed, done or handed to the office, proved. docs/spec/writeback.md.

    made = making.make_plan(school, subject, Ask(Deed.ERASE), progress, today=...)   # reads only
    papers.written(made, ...)                                                        # the file a person reads
    done = doing.do(school, file_text, signed=[...], today=...)                      # writes what was signed
    checked = checking.check(school, file_text)                                      # reads back and sweeps
    planning.plan(ask, facts)                                                        # pure; what everything hangs on

Never touches a row outside the plan: `sources.database.writing` refuses and rolls back. Does not reach backups, logs
and copies outside the database.
"""
