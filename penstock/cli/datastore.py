"""`penstock datastore …`"""

from __future__ import annotations

from penstock.cli.asset_verbs import verbs

VERBS = verbs("datastore", "datastores", versioned=False, rewrites=True)
