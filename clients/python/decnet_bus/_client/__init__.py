"""The bus that talks to a broker."""
