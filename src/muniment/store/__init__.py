"""The system of record: Django models and migrations, append-only rules, the artefact store.

The only room with a database. It decides no law: use cases call it inside one transaction each.
"""
