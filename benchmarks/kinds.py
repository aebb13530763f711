"""Kinds of labelled pairs, gathered: what a pair turns on."""

from __future__ import annotations

GROUPS = {
    "money": "price fees money percent per_what",
    "times and dates": "duration date date_founding age frequency response_time support_hours uptime uptime_sla",
    "counts and sizes": "count limit capacity dimensions_capacity distance ratio rank speed version "
    "version_requirement",
    "edited values": "value_minimal value_paraphrase",
    "units, bounds, sums": "units arithmetic bound_or_rounding",
    "denial and opposites": "negation antonym",
    "rules and conditions": "requirement requirement_or_floor policy refund_contract refund_policy conditional "
    "causal causal_conditional exclusivity plan_gating",
    "status and availability": "status availability integration support",
    "other statements": "no_digit process process_role ownership entity_swap naming definition certification "
    "compliance security security_privacy environmental materials_origin clinical_efficacy superlative claims "
    "positioning audience",
    "several facts": "multi_fact_clash multi_fact_ok",
    "the same fact": "same_fact",
    "other scope or voice": "other_scope other_metric other_speaker",
    "one topic": "near_topic neutral",
}
_GROUP_OF = {kind: group for group, kinds in GROUPS.items() for kind in kinds.split()}


def kind_of(kind: str) -> str:
    """Return the group of a pair's kind; "other" for a kind that no group names.

    >>> kind_of("price"), kind_of("no such kind")
    ('money', 'other')
    """
    return _GROUP_OF.get(kind, "other")
