"""Public inference sets, as pairs with labels: negation, antonyms, numbers, and inference in general.

Only what nothing here was trained on (training/judge/README.md names what was). A folder holds gzipped JSON
lines NAME.jsonl.gz: premise, hypothesis, label, kind.
"""

from __future__ import annotations

import gzip
import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

NEGATION, ANTONYMS, NUMBERS, GENERAL = "negation", "antonyms and other words", "numbers", "general inference"
GROUPS = (NEGATION, ANTONYMS, NUMBERS, GENERAL)
# The file's own group; a kind in `_OF_KIND` outranks it.
SETS = {
    "negation_nli_mnli.test": NEGATION,
    "negation_nli_snli.test": NEGATION,
    "scone.test": NEGATION,
    "breaking_nli.test": ANTONYMS,
    "equate_awpnli.test": NUMBERS,
    "equate_newsnli.test": NUMBERS,
    "equate_redditnli.test": NUMBERS,
    "equate_rte_quant.test": NUMBERS,
    "equate_stresstest.test": NUMBERS,
    **dict.fromkeys(
        (
            "anli_r1.dev",
            "anli_r2.dev",
            "anli_r3.dev",
            "cf_snli.dev",
            "cf_snli.test",
            "chatprotect.test",
            "clcd.test",
            "conjnli.dev",
            "dnc_function_words.dev",
            "fever_symmetric.dev",
            "fever_symmetric.test",
            "fool_me_twice.test",
            "healthver.dev",
            "healthver.test",
            "infotabs.dev",
            "ling_in_loop.val",
            "med.test",
            "mnli_pool.eval",
            "rte_glue.dev",
            "sick.test",
            "snli_cat.test",
            "xnli_en.dev",
        ),
        GENERAL,
    ),
}
_OF_KIND = {
    "negation": NEGATION,
    "template:simple_negation": NEGATION,
    "lexical:cardinals": NUMBERS,
    "lexical:ordinals": NUMBERS,
    "template:counting": NUMBERS,
}
MOST = 300  # pairs of a set


def load(folder: Path, *, most: int = MOST) -> list[dict[str, Any]]:
    """Return the pairs of all known sets in `folder`: a, b, label, kind (the set), group.

    Each set gives at most `most` of its pairs in each group, drawn with its name as the seed.
    Raises FileNotFoundError when the folder holds none of them.
    """
    found: list[dict[str, Any]] = []
    for name, group in SETS.items():
        path = folder / f"{name}.jsonl.gz"
        if not path.is_file():
            continue
        with gzip.open(path, "rt", encoding="utf-8") as file:
            rows = usable([json.loads(line) for line in file])
        by_group: dict[str, list[dict[str, Any]]] = {}
        for row in rows:
            by_group.setdefault(_OF_KIND.get(str(row.get("kind")), group), []).append(row)
        for part, some in sorted(by_group.items()):
            drawn = random.Random(f"{name} {part}").sample(some, min(most, len(some)))
            found += [
                {
                    "a": row["premise"],
                    "b": row["hypothesis"],
                    "label": row["label"],
                    "kind": name,
                    "group": part,
                }
                for row in drawn
            ]
    if not found:
        raise FileNotFoundError(f"{folder}: none of {', '.join(SETS)} (.jsonl.gz)")
    return found


def usable(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows of a set that say whether their sides contradict each other.

    "not_entailment" does not, nor does "neutral" in a set that knows no contradiction: it means "not entailed"
    there. Such a set is quiet: its entailments must not be flagged.
    """
    counts = Counter(row["label"] for row in rows)
    unsaid = {"not_entailment"} if counts["contradiction"] else {"not_entailment", "neutral"}
    return [row for row in rows if row["label"] not in unsaid]
