"""Reading what others send: strangers' bytes become a mail that was heard. Nothing here asks the database."""
