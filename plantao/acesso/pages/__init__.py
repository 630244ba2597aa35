"""Pages of who comes in: the sign-in and what one prefers (`entrar`), the people (`pessoas`)."""
