"""Documents that nobody would write, put through everything that reads documents."""
