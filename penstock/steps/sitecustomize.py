"""Runs at the start of every Python of a step. Cheap, and unable to break a script; any Python from 3.6 on reads it.

Folders are listed in the order of names, as cloud mounts list them, and MLflow is told of the step's run when it is
imported. Then comes whatever `sitecustomize` would have been found without this one.
"""

import os
import sys


def _sort_listings():
    """Published scripts depend on an order that a local disk does not keep. `os.walk` and `glob` use these."""
    listdir, scandir = os.listdir, os.scandir

    def sorted_listdir(path=None):
        return sorted(listdir(path))

    class SortedScandir:
        """What `os.scandir` answers: an iterator that can be closed."""

        def __init__(self, path):
            with scandir(path) as found:
                self._entries = iter(sorted(found, key=lambda entry: entry.name))

        def __iter__(self):
            return self

        def __next__(self):
            return next(self._entries)

        def __enter__(self):
            return self

        def __exit__(self, *_):
            self.close()

        def close(self):
            self._entries = iter(())

    def sorted_scandir(path=None):
        return SortedScandir("." if path is None else path)

    for ours, theirs in ((sorted_listdir, listdir), (sorted_scandir, scandir)):
        ours.__name__ = ours.__qualname__ = theirs.__name__
        ours.__doc__ = theirs.__doc__
        if theirs in os.supports_fd:
            os.supports_fd.add(ours)  # `shutil.rmtree` asks
    os.listdir, os.scandir = sorted_listdir, sorted_scandir


class _WhenMlflowIsImported:
    """Waits among the finders for one module, and is gone when it came."""

    def find_spec(self, name, path=None, target=None):
        if name != "mlflow.tracking.fluent":
            return None
        sys.meta_path.remove(self)
        for finder in sys.meta_path:
            spec = finder.find_spec(name, path, target) if hasattr(finder, "find_spec") else None
            if spec is not None:
                if spec.loader is not None:
                    spec.loader = _Prepared(spec.loader)
                return spec
        return None


class _Prepared:
    """A loader that prepares the module it has loaded."""

    def __init__(self, loader):
        self._loader = loader

    def __getattr__(self, name):
        return getattr(self._loader, name)

    def create_module(self, spec):
        return self._loader.create_module(spec)

    def exec_module(self, module):
        module.__spec__.loader = module.__loader__ = self._loader
        self._loader.exec_module(module)
        try:
            import _penstock_mlflow

            _penstock_mlflow.prepare(module)
        except Exception as error:  # noqa: BLE001 - tracking must not end a script
            sys.stderr.write(f"[penstock] MLflow goes on unprepared: {error!r}\n")


def _go_on():
    """Another `sitecustomize` further down the path is as welcome as without us."""
    here = os.path.dirname(os.path.abspath(__file__))
    rest = [place for place in sys.path if os.path.abspath(place or ".") != here]
    for finder in sys.meta_path:
        if getattr(finder, "__name__", "") == "PathFinder":
            spec = finder.find_spec("sitecustomize", rest)
            if spec is not None and spec.loader is not None:
                from _frozen_importlib import module_from_spec

                module = module_from_spec(spec)
                sys.modules["sitecustomize"] = module
                spec.loader.exec_module(module)


try:
    if os.environ.get("PENSTOCK_SORT_LISTINGS") != "0":
        _sort_listings()
    if os.environ.get("PENSTOCK_FOREIGN"):
        import _penstock_layer  # noqa: F401  (environments that we built do it themselves)
    if os.environ.get("PENSTOCK_MLFLOW_RUN_ID"):
        sys.meta_path.insert(0, _WhenMlflowIsImported())
except Exception as _error:  # noqa: BLE001 - nor must we
    sys.stderr.write(f"[penstock] the start-up hook is off: {_error!r}\n")
_go_on()
