"""Small documents of the dialect, one form each; the reference parser reads them all. Run beside the golden files.

Forms that need files of their own lie in `tests/contract/forms`, see `LOADERS`.
"""

# ruff: noqa: E501 - each form stays on its line

HEAD = "$schema: https://azuremlschemas.azureedge.net/latest/pipelineJob.schema.json\ntype: pipeline\n"
SETTINGS = "settings: {default_compute: azureml:c}\n"
TOP = HEAD + SETTINGS


def node(value: str, more: str = "", inputs: str = "") -> str:
    """One inline node with the input `x`."""
    head = TOP + (f"inputs: {inputs}\n" if inputs else "")
    body = "jobs:\n  a:\n    type: command\n    command: ls ${{inputs.x}}\n    environment: {image: i}\n"
    return f"{head}{body}    inputs: {{x: {value}}}\n{more}"


def job(*lines: str) -> str:
    """A command job with more lines."""
    return "\n".join(["command: ls", "environment: {image: i}", "compute: azureml:c", *lines]) + "\n"


def uses(component: str, more: str = "") -> str:
    return f"{TOP}jobs:\n  a:\n    type: command\n    component: {component}\n    inputs: {{table: {{path: ./data}}}}\n{more}"


SWEEP = """\
{head}jobs:
  tune:
    type: sweep
    trial: ./components/train.yml
    inputs: {{table: {{type: uri_file, path: ./data/rows.csv}}}}
    sampling_algorithm: {algorithm}
    search_space: {{c: {space}}}
    objective: {{goal: minimize, primary_metric: loss}}
    {early}
    limits: {{max_total_trials: 6, max_concurrent_trials: 2, timeout: 3600, trial_timeout: 60}}
"""


def sweep(algorithm: str = "random", space: str = "{type: choice, values: [1, 2]}", early: str = "") -> str:
    return SWEEP.format(head=TOP, algorithm=algorithm, space=space, early=early or "display_name: tune")


FORMS: dict[str, str] = {
    "text": node("hello world"),
    "text_of_number": node('"5"'),
    "text_of_boolean": node("'True'"),
    "text_of_date": node("'2026-01-05'"),
    "text_of_time": node("'1:30'"),
    "sixties": node("1:30"),
    "exponent_text": node("1e-3"),
    "exponent": node("1.0e-3"),
    "octal": node("010"),
    "yes": node("yes"),
    "negative": node("-0.5"),
    "empty_text": node('""'),
    "hash": node("'# no comment'"),
    "unicode": node('"값 é ✓"'),
    "concatenated": node('"pre-${{parent.inputs.r}}"', inputs="{r: 3}"),
    "bound_literal": node("'${{parent.inputs.r}}'", inputs="{r: 3.0}"),
    "upper_case_input": node("'${{parent.inputs.RA}}'", inputs="{RA: x}"),
    "hyphen_input": node("'${{parent.inputs.r-a}}'", inputs="{r-a: x}"),
    "no_value": node("'${{parent.inputs.r}}'", inputs="{r: {type: uri_folder}}"),
    "path_only": node("{path: ./data}"),
    "trailing_slash": node("{type: uri_folder, path: data/}"),
    "mltable": node("{type: mltable, path: ./data, mode: eval_mount}"),
    "datastore": node("{type: uri_file, path: azureml://datastores/d/paths/x.csv, mode: ro_mount}"),
    "wasbs": node("{type: uri_file, path: 'wasbs://c@a.blob.core.windows.net/x.csv'}"),
    "asset": node("{type: uri_folder, path: 'azureml:rows:1'}"),
    "asset_latest": node("{type: uri_folder, path: azureml:rows@latest}"),
    "model": node("{type: mlflow_model, path: azureml:m@latest, mode: download}"),
    "output_null": node("1", "    outputs: {p: }\n"),
    "output_empty": node("1", "    outputs: {p: {}}\n"),
    "output_bound": node("1", "    outputs: {p: '${{parent.outputs.o}}'}\noutputs: {o: {type: uri_file, mode: upload}}\n"),
    "output_bound_null": node("1", "    outputs: {p: '${{parent.outputs.o}}'}\noutputs: {o: }\n"),
    "output_mapping": node(
        "1", "    outputs: {p: {type: uri_folder, path: '${{parent.outputs.o}}'}}\noutputs: {o: {type: uri_folder}}\n"
    ),
    "output_path": node("1", "    outputs: {p: {type: uri_folder, path: 'azureml://datastores/d/paths/${{name}}'}}\n"),
    "services": node("1", "    services: {s: {type: jupyter_lab}, t: {type: tensor_board, log_dir: outputs/tb}}\n"),
    "identity": node("1", "    identity: {type: user_identity}\n"),
    "queue": node("1", "    queue_settings: {job_tier: standard}\n"),
    "pytorch": node("1", "    distribution: {type: pytorch, process_count_per_instance: 2}\n"),
    "tensorflow": node("1", "    distribution: {type: tensorflow, worker_count: 2, parameter_server_count: 1}\n"),
    "mpi": node("1", "    distribution: {type: mpi, process_count_per_instance: 1}\n"),
    "resources": node("1", "    resources: {instance_count: 2, instance_type: Standard_D2, shm_size: 2g}\n"),
    "variables": node("1", "    environment_variables: {A: 1, B: 'two', C: '3'}\n"),
    "timeout": node("1", "    limits: {timeout: '60'}\n"),
    "build": node("1").replace("{image: i}", "{build: {path: ./src, dockerfile_path: step.py}}"),
    "conda": node("1").replace("{image: i}", "{image: i, conda_file: ./conda.yaml, name: e, version: 1}"),
    "curated": node("1").replace("{image: i}", "azureml:AzureML-sklearn-1.0@latest"),
    "folded": node("1").replace("ls ${{inputs.x}}", ">-\n      ls\n      ${{inputs.x}}\n\n      && echo done"),
    "block": node("1").replace("ls ${{inputs.x}}", "|\n      ls ${{inputs.x}}\n        indented\n\n      # text\n      end"),
    "block_keep": node("1").replace("ls ${{inputs.x}}", "|+\n      ls\n\n\n"),
    "quotes": node("1").replace("ls ${{inputs.x}}", '"echo \\"a: b\\" ''\'c\' \\n \\t # ${{inputs.x}}"'),
    "pipeline_compute": HEAD + "compute: azureml:c\njobs: {a: {type: command, component: azureml:n:1}}\n",
    "label": TOP + "jobs: {a: {type: command, component: azureml:n@latest}}\n",
    "bare_name": TOP + "jobs: {a: {type: command, component: azureml:n}}\n",
    "registry": TOP + "jobs: {a: {component: 'azureml://registries/r/components/x/versions/1'}}\n",
    "registry_label": TOP + "jobs: {a: {component: 'azureml://registries/r/components/x/labels/latest'}}\n",
    "no_jobs": TOP + "jobs: {}\n",
    "untyped_pipeline_node": TOP + "jobs: {a: {component: ./components/twice.yml}}\n",
    "inline_component": TOP + "jobs:\n  a:\n    component: {command: 'ls ${{inputs.x}}', environment: {image: i}, "
    "inputs: {x: {type: number}}}\n    inputs: {x: 3}\n",
    "named_inline_component": TOP + "jobs:\n  a:\n    type: command\n    component: {type: command, name: foo, version: 1.10, "
    "command: ls, environment: {image: i}}\n",
    "own_words": uses("./components/count.yml", "    display_name: d\n    description: e\n    tags: {a: b}\n    comment: c\n"),
    "always_runs": uses("./components/count.yml", "    properties: {penstock.force_rerun: 'true'}\n"),
    "overrides": uses("components/count.yml", "    compute: azureml:other\n    limits: {timeout: 9}\n    resources: {instance_count: 2}\n"),
    "settings": HEAD + "settings: {default_compute: azureml:serverless, continue_on_step_failure: true, force_rerun: false}\n"
    "jobs: {a: {component: azureml:n:1}}\nname: given\ntags: {a: b}\nproperties: {p: q}\nexperiment_name: e\n",
    "unknown_node_key": uses("./components/count.yml", "    odd: 1\n"),
    "anchors": TOP + "inputs: {a: &x 3, b: *x}\njobs: {n: &n {component: azureml:n:1}, m: *n}\n",
    "job_plain": job(),
    "job_inputs": job("inputs: {x: 1, type: t, url: 'https://e.org/a', f: {type: uri_file, path: ./data/rows.csv}}"),
    "job_outputs": job("outputs: {a: , b: {type: uri_file}, c: {mode: upload, path: azureml://datastores/d/paths/x}}"),
    "job_words": job("name: n", "description: |\n  two\n  lines", "tags: {a: b}", "properties: {p: q}", "display_name: 'yes'"),
    "job_more": job("code: ./src", "resources: {instance_count: 2}", "distribution: {type: mpi}", "services: {v: {type: vs_code}}"),
    "grid": sweep("grid"),
    "bayesian": sweep("bayesian", "{type: uniform, min_value: 0.1, max_value: 1}"),
    "sobol": sweep("{type: random, seed: 7, rule: sobol}", "{type: loguniform, min_value: -3, max_value: 0}"),
    "spaces": sweep(space="{type: quniform, min_value: 1, max_value: 9, q: 2}"),
    "normal": sweep(space="{type: normal, mu: 0, sigma: 1}"),
    "randint": sweep(space="{type: randint, upper: 9}"),
    "bandit": sweep(early="early_termination: {type: bandit, slack_amount: 0.1, evaluation_interval: 1}"),
    "median": sweep(early="early_termination: {type: median_stopping, delay_evaluation: 5}"),
    "truncation": sweep(early="early_termination: {type: truncation_selection, truncation_percentage: 20}"),
    "spark": TOP + "jobs:\n  a:\n    type: spark\n    code: ./src\n    entry: {file: step.py}\n    args: --in ${{inputs.src}}\n"
    "    conf: {spark.driver.cores: 1, spark.driver.memory: 2g, spark.executor.cores: 2, spark.executor.memory: 2g, "
    "spark.executor.instances: 2}\n    inputs: {src: {type: uri_file, path: ./data/rows.csv, mode: direct}}\n"
    "    resources: {instance_type: standard_e4s_v3, runtime_version: '3.4'}\n    identity: {type: user_identity}\n",
    "merge": TOP + "jobs:\n  x: {command: ls, environment: {image: i}, outputs: {o: {type: uri_folder}}}\n  m:\n    type: data_transfer\n    task: copy_data\n"
    "    data_copy_mode: merge_with_overwrite\n    inputs: {a: '${{parent.jobs.x.outputs.o}}'}\n"
    "    outputs: {all: {type: uri_folder}}\n    compute: azureml:c\n",
    "if_else": TOP + "jobs:\n  check: {component: azureml:n:1}\n  big: {component: azureml:n:1}\n  small: {component: azureml:n:1}\n"
    "  choose: {type: if_else, condition: '${{parent.jobs.check.outputs.flag}}', true_block: '${{parent.jobs.big}}', "
    "false_block: '${{parent.jobs.small}}'}\n",
    "parallel_for": TOP + "jobs:\n  work: {component: azureml:n:1}\n"
    "  each: {type: parallel_for, body: '${{parent.jobs.work}}', items: [{size: 1}, {size: 2}]}\n",
    "what_a_step_asks_for": """\
type: pipeline
settings: {default_compute: azureml:cpu, priority: high}
jobs:
  node:
    command: echo
    environment: azureml:e@latest
    limits: {timeout: 60}
    queue_settings: {priority: low}
    resources:
      instance_count: 1
      shm_size: 2g
      properties: {penstock: {cpus: 2, gpus: 1, memory: 4Gi, retries: 3, retry_delay: 5}}
  component:
    component:
      type: command
      command: echo
      environment: azureml:e@latest
      resources: {properties: {penstock: {memory: 1Gi}}}
""",
}  # fmt: skip

# Which of the reference's loaders reads a kind; kinds that it has no loader for are not here.
LOADERS: dict[str, str] = {
    **dict.fromkeys(("data",), "data"),
    **dict.fromkeys(("environment",), "environment"),
    **dict.fromkeys(("model",), "model"),
    **dict.fromkeys(("amlcompute", "computeinstance", "kubernetes", "virtualmachine", "synapsespark"), "compute"),
    **dict.fromkeys(
        ("azure_blob", "azure_file", "azure_data_lake_gen1", "azure_data_lake_gen2", "one_lake", "hdfs"), "datastore"
    ),
    "schedule": "schedule",
    "batch_endpoint": "batch_endpoint",
    "online_endpoint": "online_endpoint",
    "online_deployment": "online_deployment",
    "model_batch_deployment": "model_batch_deployment",
    "pipeline_batch_deployment": "pipeline_component_batch_deployment",
    "connection": "connection",
    "workspace": "workspace",
    "hub": "workspace",
    "project": "workspace",
    "registry": "registry",
    "feature_store": "feature_store",
    "feature_set": "feature_set",
    "feature_store_entity": "feature_store_entity",
}
