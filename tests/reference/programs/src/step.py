"""A step of the programs beside; nothing runs it."""
