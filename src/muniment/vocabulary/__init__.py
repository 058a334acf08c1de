"""The frozen types every room shares. This package imports nothing of the house.

It does not decide, read or write anything: it only names things, so that two rooms cannot name them differently.
"""
