"""The sample base: two worlds, loaded only into an empty data folder or database."""
