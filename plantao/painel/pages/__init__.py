"""The pages that look at everything: the search, and a client with all that concerns it."""
