"""The role families, and those that the digest and the lists show where the configuration names no others."""

from __future__ import annotations

DEFAULT_FAMILIES = (
    "inference_serving", "model_deployment", "dl_framework", "dl_compiler", "kernel_operator", "distributed_training",
    "edge_embedded", "ai_chip_software", "mlops_platform", "hpc_network_storage", "research_infra",
)  # fmt: skip
FAMILIES = (*DEFAULT_FAMILIES, "algorithm", "ai_application", "infra_adjacent", "hardware", "out_of_scope")
