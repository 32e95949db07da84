"""Makes autodiff_expected.json: numbers from JAX and Optax, neither of which the tests need.

Run by hand where both are installed: python make_autodiff_expected.py > autodiff_expected.json
"""

if __name__ == "__main__":
    import json

    import jax
    import numpy as np
    import optax

    jax.config.update("jax_enable_x64", True)
    rng = np.random.default_rng(11)

    E, G = rng.normal(size=(4, 3)).round(2), rng.normal(size=(6, 4, 3)).round(2)
    G[3:, 2] = 0  # from the fourth step on, row 2 is read no more
    optimizers = {
        "sgd": optax.sgd(0.1),
        "momentum": optax.sgd(0.1, momentum=0.9),
        "adam": optax.adam(0.1),
        "adamw": optax.adamw(0.1, weight_decay=0.01),
    }
    tables = {}
    for name, optimizer in optimizers.items():
        table, tables[name] = jax.numpy.array(E), []
        state = optimizer.init(table)
        for gradient in G:
            updates, state = optimizer.update(jax.numpy.array(gradient), state, table)
            table = optax.apply_updates(table, updates)
            tables[name].append(table.tolist())

    E5, W5 = rng.normal(size=(5, 3)).round(2), rng.normal(size=(5, 3)).round(2)
    centres, neighbours = np.array([0, 1, 1, 3, 3, 3]), np.array([1, 0, 4, 2, 2, 0])

    def loss(E, W):
        return optax.softmax_cross_entropy_with_integer_labels(E[centres] @ W.T, neighbours).mean()

    dE, dW = jax.grad(loss, (0, 1))(jax.numpy.array(E5), jax.numpy.array(W5))

    ids, upstream = np.array([[3, 1], [1, 0]]), rng.normal(size=(2, 2, 3)).round(2)
    dlookup = jax.grad(lambda E: (E[ids] * upstream).sum())(jax.numpy.zeros((5, 3)))

    expected = {
        "made_with": f"jax {jax.__version__}, optax {optax.__version__}, float64",
        "optimizers": {"E": E.tolist(), "G": G.tolist(), "lr": 0.1, "tables": tables},
        "skipgram": {
            "E": E5.tolist(),
            "W": W5.tolist(),
            "centres": centres.tolist(),
            "neighbours": neighbours.tolist(),
            "loss": float(loss(E5, W5)),
            "dE": dE.tolist(),
            "dW": dW.tolist(),
        },
        "lookup": {
            "ids": ids.tolist(),
            "upstream": upstream.tolist(),
            "V": 5,
            "dE": dlookup.tolist(),
        },
    }
    print(json.dumps(expected))
