"""The desk: the frame around every page, and what its templates share."""
