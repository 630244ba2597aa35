"""Plantão: the service desk of Brazilian internet providers."""
