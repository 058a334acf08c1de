"""Addresses: what one is, what stands where one should, and one normal form for both sides of a comparison."""

from muniment.intake.address.model import ParsedAddress
from muniment.intake.address.parse import parse_address

__all__ = ["ParsedAddress", "parse_address"]
