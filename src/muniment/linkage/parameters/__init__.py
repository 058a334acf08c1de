"""Shipped model parameters and name lists (data)."""
