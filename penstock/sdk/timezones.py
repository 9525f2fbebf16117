"""Time zones by their Windows names, as schedules say them."""

from __future__ import annotations

import re
from enum import StrEnum

from tzlocal.windows_tz import win_tz

_SPELT = {re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_").upper(): name for name in win_tz}
# Names that programs for Azure ML know some of them by.
_KNOWN_AS = {
    "E_SOUTH_AMERICAN_STANDARD_TIME": "E. South America Standard Time",
    "W_CENTEAL_AFRICA_STANDARD_TIME": "W. Central Africa Standard Time",
    "AFGHANISTANA_STANDARD_TIME": "Afghanistan Standard Time",
    "E_AUSTRALIAN_STANDARD_TIME": "E. Australia Standard Time",
    "TONGA__STANDARD_TIME": "Tonga Standard Time",
    "MID_ATLANTIC_STANDARD_TIME": "Mid-Atlantic Standard Time",
    "KAMCHATKA_STANDARD_TIME": "Kamchatka Standard Time",
}
TimeZone = StrEnum("TimeZone", {**_SPELT, **_KNOWN_AS})  # type: ignore[misc]
TimeZone.__doc__ = "Time zones by their Windows names, for example `TimeZone.PACIFIC_STANDARD_TIME`."
