"""Copied into each environment too: puts the step's own layer before the shared packages.

Runs at every start of Python in a step, so it is short, and runs on every Python that an environment may have.
"""

import os
import sys


def put_first(layer: str) -> None:
    place = f"{layer}/lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"
    if place in sys.path:
        return
    shared = [number for number, path in enumerate(sys.path) if path.endswith("site-packages")]
    if os.path.isdir(place):
        import site

        before = list(sys.path)
        site.addsitedir(place)
        new = [path for path in sys.path if path not in before]
        sys.path[:] = before
        sys.path[shared[0] if shared else len(before) : 0] = new
        return
    sys.path.insert(shared[0] if shared else len(sys.path), place)
    # A folder that is not there yet would be remembered as absent: `pip install` may make it while this process runs.
    loaders = sys.modules["_frozen_importlib_external"]
    finder = loaders.FileFinder(place, *loaders._get_supported_file_loaders())
    sys.path_importer_cache[place] = finder


def is_of_the_environment(layer: str) -> bool:
    """Other Pythons that the step starts, and virtual environments that it makes, have nothing to do with its layer."""
    shared = os.environ.get("PENSTOCK_ENVIRONMENT", sys.prefix)
    return sys.prefix in (shared, layer) or os.path.realpath(sys.prefix) == os.path.realpath(shared)


LAYER = os.environ.get("PENSTOCK_LAYER")
if LAYER and is_of_the_environment(LAYER):
    try:
        put_first(LAYER)
    except Exception as error:  # noqa: BLE001 - a step must start, whatever its Python is
        sys.stderr.write(f"[penstock] the layer of this step cannot be used: {error}\n")
