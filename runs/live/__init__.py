"""Live push: websockets that follow the event list. A poke says there is more to read; nothing is sent from memory."""
