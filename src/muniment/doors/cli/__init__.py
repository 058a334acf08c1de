"""The command line (CONTRACT.md, Commands)."""
