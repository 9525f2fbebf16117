"""What every kind of document is made of, declared key by key. Checks, docs and schemas follow from it."""
