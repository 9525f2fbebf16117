"""What can be done to drafts, components and samples: one keyword-only function per change, one transaction each."""

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

__all__ = [
    "copy_draft",
    "create_draft",
    "create_draft_from_graph",
    "delete_draft",
    "get_draft",
    "list_drafts",
    "rename_draft",
    "save_draft",
]
