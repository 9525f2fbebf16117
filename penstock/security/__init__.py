"""Who may talk to this server: host and origin checks, token login, response headers, errors without tracebacks."""
