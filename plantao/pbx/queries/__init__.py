"""What can be asked about calls and their windows."""
