"""Content ids of folders that stay where they are: equal to those of the store, hashed once, and never stale."""

import contextlib
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runs.storage.content import content_of
from runs.storage.sources import disk
from runs.storage.sources.kept import Cache, Seen, clean_name


def content(path: Path, cache: Cache) -> tuple[str, int]:
    """(id, bytes that were read for it)."""
    read: list[int] = []
    files = disk.scan(str(path))
    assert files is not None
    return disk.content_id(str(path), files, cache, read.append).id, sum(read)


def old(path: Path) -> None:
    """As if it had been there for a while."""
    for place in [path, *path.rglob("*")]:
        os.utime(place, (1_700_000_000, 1_700_000_000))


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cache:
    monkeypatch.setattr(disk, "SETTLED", -1.0)
    return Cache(tmp_path / "ws")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "data"
    (place / "sub").mkdir(parents=True)
    (place / "a").write_text("one")
    (place / "sub" / "b").write_bytes(b"x" * 200_000)
    return place


def test_the_id_is_the_one_that_the_same_content_has_as_an_output(folder: Path, cache: Cache) -> None:
    assert content(folder, cache)[0] == content_of(str(folder)).id
    assert content(folder / "a", cache)[0] == content_of(str(folder / "a")).id


def test_what_did_not_change_is_not_read_again(folder: Path, cache: Cache) -> None:
    first, read = content(folder, cache)
    assert read == 200_003
    assert content(folder, cache) == (first, 0)
    assert content(folder / "sub" / "b", cache)[1] == 0


def test_a_file_that_changed_lately_is_read_again(folder: Path, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "ws")
    content(folder, cache)
    assert content(folder, cache)[1] == 200_003  # its clock may not have ticked since


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["content", "same size", "rename", "add", "remove", "mtime kept"]))
def test_any_change_changes_the_id(tmp_path_factory: pytest.TempPathFactory, change: str) -> None:
    base = tmp_path_factory.mktemp("x")
    place, cache = base / "data", Cache(base / "ws")
    place.mkdir()
    (place / "a").write_text("one")
    (place / "b").write_text("two")
    old(place)
    before = content(place, cache)[0]
    assert content(place, cache)[0] == before
    if change == "content":
        (place / "a").write_text("three")
    elif change == "same size":
        (place / "a").write_text("eno")
    elif change == "rename":
        (place / "a").rename(place / "c")
    elif change == "add":
        (place / "c").write_text("")
    elif change == "remove":
        (place / "b").unlink()
    else:
        (place / "a").write_text("eno")
        old(place)  # somebody put the time back: the inode's own time tells
    assert content(place, cache)[0] != before


def test_links_are_read_and_circles_are_refused(folder: Path, cache: Cache, tmp_path: Path) -> None:
    (tmp_path / "far").write_text("far")
    (folder / "link").symlink_to(tmp_path / "far")
    before = content(folder, cache)[0]
    (tmp_path / "far").write_text("changed")
    assert content(folder, cache)[0] != before
    (folder / "round").symlink_to(folder)
    with pytest.raises(OSError, match="leads to a folder above"):
        disk.scan(str(folder))


def test_a_folder_with_more_files_than_wanted_is_told_early(folder: Path) -> None:
    assert disk.scan(str(folder), most=1) is None


def test_a_damaged_memory_is_begun_anew(folder: Path, cache: Cache) -> None:
    first = content(folder, cache)[0]
    for file in cache.root.glob("known.db*"):
        file.write_bytes(b"no database at all, and long enough to be read as a page " * 100)
    assert content(folder, cache)[0] == first


def test_what_is_fetched_appears_whole_or_not_at_all(cache: Cache) -> None:
    with contextlib.suppress(RuntimeError), cache.draft() as draft:
        (draft / "half").write_text("x")
        raise RuntimeError
    assert list(cache.data.iterdir()) == []
    for _ in range(2):  # somebody else may have been first
        with cache.draft() as draft:
            (draft / "a.csv").write_text("x")
            cache.keep(draft, "id")
    assert [item.name for item in cache.data.iterdir()] == ["id"]
    assert cache.has("id", "a.csv")
    assert cache.has("id", "other name.csv")
    assert cache.place("id", "other name.csv").read_text() == "x"
    assert not cache.has("none", "a.csv")


def test_what_a_killed_process_left_is_swept_away(cache: Cache) -> None:
    left = cache.data / ".tmp-999999999-x"
    left.mkdir(parents=True)
    with cache.draft():
        assert not left.exists()


def test_facts_of_an_address_are_remembered(cache: Cache) -> None:
    cache.remember("key", Seen("id", "name", 1, 2))
    assert cache.seen("key") == Seen("id", "name", 1, 2)
    assert cache.seen("other") is None
    assert cache.seen("") is None
    assert clean_name("../x") == ".._x"
    assert clean_name("..") == "file"
