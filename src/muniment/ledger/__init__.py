"""The accounting of disclosures as a log nobody can alter unnoticed: tree, tiles, notes, commitments, witness,
publication.

It keeps no entries and no keys: the store does, and calls. `verify.py` stands alone and ships to auditors.
"""
