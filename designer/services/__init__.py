"""What can be done to drafts, components and samples: one keyword-only function per change, one transaction each."""

from designer.services.components import register_component, register_upload
from designer.services.drafts import (
    copy_draft,
    create_draft,
    create_draft_from_graph,
    delete_draft,
    get_draft,
    list_drafts,
    rename_draft,
    save_draft,
)
from designer.services.families import Outcome
from designer.services.imports import import_file
from designer.services.submissions import Submission, compile_submission

__all__ = [
    "Outcome",
    "Submission",
    "compile_submission",
    "copy_draft",
    "create_draft",
    "create_draft_from_graph",
    "delete_draft",
    "get_draft",
    "import_file",
    "list_drafts",
    "register_component",
    "register_upload",
    "rename_draft",
    "save_draft",
]
