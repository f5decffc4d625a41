"""Random sampling: the baseline that every other strategy has to beat."""

from __future__ import annotations

from nblabel.active._context import Context, FloatArray
from nblabel.active._options import options_of
from nblabel.active._strategy import Strategy


def random(context: Context) -> FloatArray:
    """Give each candidate a priority drawn evenly from [0, 1).

    Parameters
    ----------
    context : Context
        Its ``rng`` is drawn from once for each candidate, in the pool's order.

    Returns
    -------
    ndarray of float64, shape (n,)
        The same for the same seed, in however many chunks the pool comes.

    Examples
    --------
    >>> import numpy as np
    >>> random(Context(pool=np.arange(3), k=1, rng=np.random.default_rng(0))).round(3)
    array([0.637, 0.27 , 0.041])
    """
    options_of(context, "random")
    return context.rng.random(len(context.pool))


STRATEGIES = (Strategy("random", random, said=lambda _: "random", by_row=True),)
