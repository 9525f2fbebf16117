"""What a pipeline is, in pure Python: no Django, no file system, no clock."""
