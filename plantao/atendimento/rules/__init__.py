"""What may happen to a ticket, and the events it publishes."""
