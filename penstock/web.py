"""The web process: uvicorn on the socket that the supervisor bound. `python -m penstock.web <file number>`."""

from __future__ import annotations

import gc
import os
import sys

import uvicorn


def main(fd: int) -> None:
    """Serve until told to stop; open websockets and requests have 4 seconds to end."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "penstock.settings")
    config = uvicorn.Config(
        "penstock.asgi:application",
        fd=fd,
        log_level="warning",
        access_log=False,
        lifespan="off",
        loop="asyncio",
        ws="websockets-sansio",
        timeout_graceful_shutdown=4,
        server_header=False,
        ws_max_size=1 << 20,
        ws_per_message_deflate=False,  # packing the same frame for every browser costs more than it saves nearby
    )
    server = uvicorn.Server(config)
    config.load()
    load_lean()
    gc.collect()
    gc.freeze()  # what was imported stays: no need to look at it again and again
    gc.set_threshold(50_000, 20, 100)  # compiling a pipeline makes much and no cycles: collections cost it a third
    server.run()


def load_lean() -> None:
    """The REST framework loads what it might use wherever that is installed, and storages bring some of it: 8 MB.
    Whoever really uses one of these loads it afterwards."""
    unused = [name for name in ("markdown", "pygments", "requests") if name not in sys.modules]
    sys.modules.update(dict.fromkeys(unused))  # type: ignore[arg-type]
    import rest_framework.compat  # noqa: F401

    for name in unused:
        del sys.modules[name]


if __name__ == "__main__":
    main(int(sys.argv[1]))
