"""What can be asked about tickets."""
