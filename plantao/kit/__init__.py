"""What any service needs; it has never heard of a ticket."""
