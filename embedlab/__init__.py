"""embedlab: token embeddings, small enough to read.

The maths by name, on numpy alone. Pictures live in `embedlab.charts`, `embedlab.player` and `embedlab.lab`,
real words and vectors in `embedlab.corpora`; each loads when it is imported.
"""

from embedlab.gradients import (
    RowLedger,
    adam,
    adamw,
    finite_difference,
    gradient_step,
    linear_backward,
    momentum,
    row_gradient,
    row_ledger,
    sgd,
    sparse_row_gradient,
)
from embedlab.projection import explained_variance, pca_basis, procrustes, project
from embedlab.similarity import analogy, center, cosine, cosine_matrix, dot, nearest, norm
from embedlab.table import init_table, lookup, lookup_by_one_hot, one_hot, parameter_count, table_bytes
from embedlab.training import (
    Corpus,
    Trace,
    path_lengths,
    resume,
    skipgram_pairs,
    template_corpus,
    text_corpus,
    train,
    walk_corpus,
)

__all__ = [
    "Corpus", "RowLedger", "Trace", "adam", "adamw", "analogy", "center", "cosine", "cosine_matrix", "dot",
    "explained_variance", "finite_difference", "gradient_step", "init_table", "linear_backward", "lookup",
    "lookup_by_one_hot", "momentum", "nearest", "norm", "one_hot", "parameter_count", "path_lengths", "pca_basis",
    "procrustes", "project", "resume", "row_gradient", "row_ledger", "sgd", "skipgram_pairs",
    "sparse_row_gradient", "table_bytes", "template_corpus", "text_corpus", "train", "walk_corpus",
]
