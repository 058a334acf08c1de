"""From approved outcomes to a file that only the named recipient can open, and only once the ledger holds its entry.

response: the answer and its padding · cms: the seal · gate: the only way from a seal to a recipient · opening: the
recipient's side · letters: what goes out in the clear. Which rows are answered how is decided elsewhere.
"""
