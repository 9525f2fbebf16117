"""Runs programs written for the SDK and leaves the YAML of what they made. Runs with either SDK.

argv: folder of the programs · folder for the results · "azure", "penstock", or "adopted" (built
with the one, written by the other). stdout, last line: {name: error or null}.
The reference cannot read back all that it writes: pipelines inside of pipelines become files here, as it wants them.
"""

import contextlib
import io
import json
import logging
import os
import sys
import warnings
from pathlib import Path

os.environ.setdefault("AZURE_ML_CLI_PRIVATE_FEATURES_ENABLED", "true")
warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)


def run(program, target, sdk):
    text = program.read_text(encoding="utf-8")
    if sdk == "penstock":
        text = text.replace("azure.ai.ml", "penstock")
    names = {"__name__": "__main__", "__file__": str(program)}
    exec(compile(text, str(program), "exec"), names)
    job = names["job"]
    if sdk == "adopted":
        from penstock.sdk.client.foreign import adopted

        adopted(job).dump(target)
        return
    if sdk == "penstock" or type(job).__name__ != "PipelineJob":
        write_alone(job, target, sdk)
        return
    import yaml

    body = yaml.safe_load(str(job))
    target.write_text(yaml.safe_dump(standing_apart(body, target), sort_keys=False), encoding="utf-8")


def write_alone(job, target, sdk):
    """The reference writes a command as a node; `_to_job` is what it submits."""
    if sdk == "azure":
        import yaml

        alone = job._to_job() if hasattr(job, "_to_job") else job
        target.write_text(yaml.safe_dump(json.loads(json.dumps(alone._to_dict()))), encoding="utf-8")
    else:
        job.dump(target)


def standing_apart(body, target):
    """The body with every inner pipeline in a file of its own."""
    for name, node in (body.get("jobs") or {}).items():
        inner = node.get("component")
        node.pop("name", None)  # AutoML nodes are written with their name, and bindings as `{type: literal, value: …}`
        for key, output in (node.get("outputs") or {}).items():
            if isinstance(output, dict) and output.get("type") == "literal":
                node["outputs"][key] = output["value"]
            elif isinstance(output, dict) and "job_output_type" in output:
                output["type"] = output.pop("job_output_type")
        if node.get("type") == "pipeline" and isinstance(inner, dict):
            import yaml

            file = target.with_name(f"{target.stem}.{name}.yml")
            file.write_text(yaml.safe_dump(standing_apart(inner, file), sort_keys=False), encoding="utf-8")
            node["component"] = f"./{file.name}"
    return body


def main():
    programs, results, sdk = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    os.chdir(programs)
    told = {}
    for program in sorted(programs.glob("*.py")):
        said = io.StringIO()
        try:
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
                run(program, results / f"{program.stem}.yml", sdk)
            told[program.stem] = None
        except Exception as error:  # noqa: BLE001 - whatever it fails with is the answer
            told[program.stem] = f"{type(error).__name__}: {error}"[:3000]
    print(json.dumps(told))


main()
