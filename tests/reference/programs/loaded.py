"""A pipeline from a file, changed in Python."""

from azure.ai.ml import Input, load_job

job = load_job("pipeline.yml", params_override=[{"inputs.rate": 0.75}, {"display_name": "Changed"}])
job.settings.default_compute = "azureml:other"
job.settings.continue_on_step_failure = True
job.inputs.rows = Input(type="uri_folder", path="azureml:rows:2")
job.jobs["second"].compute = "azureml:big"
job.jobs["second"].outputs.model.mode = "upload"
job.experiment_name = "again"
