"""Which files go with a document."""

from pathlib import Path

from designer.closure import closure


def folder(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def test_a_pipeline_takes_its_components_with_all_they_need(tmp_path: Path) -> None:
    root = folder(
        tmp_path,
        {
            "flow/pipeline.yml": "jobs:\n  a: {component: ./train.yml}\n  b: {component: file:../parts/sub.yml}\n"
            "inputs: {raw: {type: uri_file, path: ../data/x.csv}}\n",
            "flow/train.yml": "code: ./src\nenvironment: file:env.yml\nadditional_includes: [../shared]\n",
            "flow/env.yml": "conda_file: conda.yml\nimage: python",
            "flow/conda.yml": "",
            "flow/src/a.py": "",
            "shared/b.py": "",
            "parts/sub.yml": "jobs: {c: {component: ./leaf.yml}}",
            "parts/leaf.yml": "command: echo",
            "data/x.csv": "",
            "unrelated.txt": "",
        },
    )
    assert set(closure(root, "flow/pipeline.yml")) == {
        "flow/pipeline.yml",
        "flow/train.yml",
        "flow/env.yml",
        "flow/conda.yml",
        "flow/src",
        "shared",
        "parts/sub.yml",
        "parts/leaf.yml",
        "data/x.csv",
    }


def test_what_is_elsewhere_missing_or_outside_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link").symlink_to(tmp_path / "secret")
    root = folder(
        tmp_path / "in",
        {
            "p.yml": "jobs:\n  a: {component: azureml:x:1, code: ./none, inputs: {d: {path: ../secret},"
            " e: {path: link}, f: {path: 'https://x/y'}, g: {path: '${{parent.inputs.x}}'}}}\n"
        },
    )
    assert closure(root, "p.yml") == ["p.yml"]


def test_documents_that_name_each_other_end(tmp_path: Path) -> None:
    root = folder(tmp_path, {"a.yml": "component: ./b.yml", "b.yml": "component: ./a.yml"})
    assert closure(root, "a.yml") == ["a.yml", "b.yml"]
