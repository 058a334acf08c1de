"""The demo: fictional people, a custodian's records, a requester's package, and a table of what became of them.

It is a door, not a room: it may use `muniment.usecases` and libraries, and no room may use it. It knows the truth
about every row, which no custodian ever does; nothing of that truth reaches the program it shows.
"""
