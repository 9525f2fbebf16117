"""Write the golden canvases of `canvas/` and `forms/` anew: `python -m tests.contract.regenerate`; read the diff."""

import json
from pathlib import Path

from designer.spec.canvas import to_canvas
from designer.spec.kinds.table import DOCUMENTS
from designer.spec.read import read_job
from tests.contract.forms import FORMS

FOLDER = Path(__file__).parent / "canvas"


def golden_text(file: Path) -> str:
    job = read_job(file.read_bytes(), file=file.name).job
    assert job is not None, file
    return json.dumps(to_canvas(job), indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    for file in sorted(FOLDER.glob("*.yml")):
        file.with_suffix("").with_suffix(".canvas.json").write_text(golden_text(file), encoding="utf-8")
    for form in FORMS:
        if DOCUMENTS[form.kind].family == "job" or form.kind == "pipeline_component":
            form.canvas.write_text(golden_text(form.path), encoding="utf-8")


if __name__ == "__main__":
    main()
