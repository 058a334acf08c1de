"""Muniment: lawful, minimal, provable disclosure of confidential records by their custodian."""

__version__ = "0.1.0"
