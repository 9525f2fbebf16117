"""Where the bytes of a run are: folders, content hashes, logs, previews. No Django, no decisions."""
