"""How fast the Python client is."""
