"""REST of runs. Views parse and render; `services` and `submit` change, `reads` and `node_detail` answer."""
