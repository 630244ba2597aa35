"""The window of a call, what is done in it, and the log of calls."""
