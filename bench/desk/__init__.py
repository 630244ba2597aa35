"""The desk of a provider with 200 attendants: how soon a call is on the screen, and what its pages cost."""
