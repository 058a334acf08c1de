"""Formats that others defined and that mean nothing to us: YAML 1.2, RFC 8785 JSON, SSHSIG, key files, Parquet by DuckDB.
Beside them `processes`: work on several cores, which means nothing to us either.

This package decides nothing. It imports only `muniment.vocabulary.errors`.
"""
