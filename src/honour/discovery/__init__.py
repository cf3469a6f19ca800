"""Which tables are people, how tables join, which columns and texts hold which kind of personal data.

Call `mapping.map_tables(tables)`; keep it with `written.map_to_json`. Promises: the same tables give the same map;
every join, pointer and label says why and how sure it is; what could not be looked at is named; an answered
question is not asked again. Will not: annotate by hand, propose a join because values overlap, look into documents,
or see a person whom only free text names. Spec: docs/spec/map.md.
"""
