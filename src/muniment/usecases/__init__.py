"""What people do, one function each: it walks through the rooms, opens one transaction, and writes the ledger.

Only this package knows the clock, the random source and the database at once.
"""

from muniment.store import boot

boot.setup()
