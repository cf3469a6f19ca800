"""One school's folder: settings, keys, stores, sources; the verbs connect, map and read.

Call `school.create_school` or `school.open_school`; then `connecting.connect`, `mapping.make_map`,
`reading.read_everything`, `finding.find`. Everything written about people is encrypted and lies in
`.honour/`; nothing here decides what may leave. Format: docs/spec/workspace.md.
"""
