"""What the tests against other programs share: where the oracles, the program and the data sets are.

Importing it runs the script again in the Python that DRAGOMAN_ORACLES names; without that variable
`ORACLES` is "" and every test is to be skipped.
"""

import os
import sys
from pathlib import Path

ORACLES = os.environ.get("DRAGOMAN_ORACLES", "")
ROOT = Path(__file__).resolve().parents[2]
BINARY = os.environ.get("DRAGOMAN_BINARY", str(ROOT / "build" / "dragoman"))
SHARED = Path(os.environ.get("DRAGOMAN_SHARED", ROOT.parent / "shared"))

if ORACLES and not os.environ.get("DRAGOMAN_IN_ORACLES"):
    os.environ["DRAGOMAN_IN_ORACLES"] = "1"
    os.execv(ORACLES, [ORACLES, "-B", *sys.argv])
os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["HF_HUB_OFFLINE"] = "1"


def quiet_transformers():
    """One thread, and no talk on stderr."""
    import torch
    import transformers
    torch.set_num_threads(1)
    transformers.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
