"""The step daemon: starts, reaps, cancels and records step processes, and outlives the server.

Standard library only; it knows nothing of pipelines, databases or the network.
"""
