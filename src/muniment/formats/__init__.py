"""Formats that others defined and that mean nothing to us: YAML 1.2, RFC 8785 JSON, SSHSIG.

This package decides nothing. It imports only `muniment.vocabulary.errors`.
"""
