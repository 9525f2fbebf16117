"""What users import: jobs, pipelines and assets as Python objects, and a client. Knows no Django."""
