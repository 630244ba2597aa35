"""How fast Plantão is beside the bare database: `make bench`."""
