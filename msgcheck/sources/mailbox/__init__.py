"""What `msgcheck.sources.imap` is made of: the password, the connection, folders by name, and what is kept."""
