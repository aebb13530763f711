"""Which claims tell a buyer something: of the company, of what it sells, of the reader, or with a figure.

"There is usually soup" is copy, and nothing that anybody decides on.
"""

from __future__ import annotations

import math
import re

from msgcheck.model import Claim, Kind

LEAST_WORDS = 4  # "Plans and prices" says nothing yet
_ADDRESSES = re.compile(r"\b(?:we|our|ours|us|you|your|yours)\b", re.IGNORECASE)
# What is said of the page itself is a signpost.
_SIGNPOST = re.compile(
    r"\b(?:this|these|the) (?:pages?|section|article)\b|\blast (?:changed|updated)\b", re.IGNORECASE
)


def tells(claim: Claim) -> bool:
    """Whether a claim speaks of us, of the reader, of a product or plan by its name, or has a figure in digits.

    A headline's numbers are no sign: "Three whippets, one wasp nest" opens a story.
    """
    text = claim.text
    if len(text.split()) < LEAST_WORDS or _SIGNPOST.search(text):
        return False
    # A heading gives its product to all that stands below; only a name in the words themselves counts.
    names = {name.replace("-", " ") for name in claim.scope.products | claim.scope.plans}
    named = any(re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE) for name in names)
    counted = claim.block.kind is not Kind.HEADING and any(
        math.isinf(quantity.value) or any(map(str.isdigit, quantity.words)) for quantity in claim.quantities
    )
    return named or counted or bool(_ADDRESSES.search(text))
