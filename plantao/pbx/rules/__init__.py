"""What may happen to a call and its window, and the events it publishes."""
