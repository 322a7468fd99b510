"""Tooling of the checkout: packages, virtual environment, private PostgreSQL and Valkey, demo, tests.

Standard library only: it runs with the system's bare python3 before anything is installed,
and imports nothing of the rest of the portal.
"""
