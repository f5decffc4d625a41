"""The loop with its labeler: what `nblabel.ActiveLoop` is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from nblabel.active.loop import Loop

if TYPE_CHECKING:
    import numpy as np

    from nblabel.active._context import Choose
    from nblabel.active._strategy import Strategy
    from nblabel.widgets.labeler import Labeler


class ActiveLoop(Loop):
    """Label, and have a model that learns from it say what to label next.

    It trains in the background while the person labels on; displaying it displays the labeler,
    with the learning curve beside it. Running the cell again resumes from the store.

    Parameters
    ----------
    labeler : ImageLabeler or TextLabeler
        What is labeled.
    model
        Any estimator with ``fit``, ``predict`` and ``predict_proba``; a list of them is a
        committee. For spans, boxes and fields with several answers an object with
        ``fit(dataset)`` and ``predict(items)``, which gives for each `Item` a DataFrame such as
        `boxes` and `spans` make, with ``label`` and ``score``.
    features
        What the model is fed: an array or sparse matrix in item order, a DataFrame indexed by the
        items' keys, or a function from an `Item` to a vector, which is called in the background
        and whose answers are kept. Left out, a model of texts is fed the texts.
    target
        What is learned: a capture keyword, ``"classes"``, ``"spans"``, ``"boxes"``, or a field's name.
    strategy
        What chooses, once there is a model: a name, as for `rank`, or a function of a context.
    batch_size
        After how many labels the model is trained again. A queue holds as many items, and as many
        again to spare.
    cold_start
        What chooses until each class was seen.
    holdout
        The share of all items, drawn before anything is ranked, that the model is tested on and
        never trained on. They stand among the others and look like them.
    test : tuple of (X, y), optional
        A test set of your own, in place of the hold-out: rows as in ``features`` and their labels.
    retrain
        ``"background"``: the person labels on from the last queue. ``"wait"``: the queue is taken
        away until the new model has drawn the next, so that every query is the newest model's;
        what is labeled meanwhile, in the task's own order, counts, but is no query. ``"manual"``:
        only on `step` or *Train now*.
    metric
        ``"accuracy"``, with Wilson's interval, or ``"F1"``, the mean over the classes, with a
        bootstrap's. Spans and boxes are always scored by F1.
    reasons
        Whether each item says why it comes ("margin 0.03"). Some say nothing, as do those held out.
    random_state
        Seeds the hold-out and every draw: a whole number, a numpy Generator, or None for a seed
        that is drawn once and kept.

    Attributes
    ----------
    queries, history : DataFrame
        Every item of every draw and why; every round.
    model_
        The model as it was fitted last.
    queue, progress
        What comes next, and what the panel shows.
    held_out : frozenset of str
        Typed keys of the hold-out.

    Raises
    ------
    TypeError, ValueError, KeyError
        If an argument is not what it must be; the sentence names it.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> from sklearn.linear_model import LogisticRegression
    >>> from nblabel import TextLabeler
    >>> texts = [f"{n} is {'even' if n % 2 == 0 else 'odd'}" for n in range(40)]
    >>> labeler = TextLabeler(texts, classes=["even", "odd"], store=None, annotator="anna")
    >>> X = np.array([[n % 2, n / 400] for n in range(40)])
    >>> loop = ActiveLoop(labeler, LogisticRegression(), X, batch_size=5, retrain="manual", random_state=0)
    >>> for _ in range(4):
    ...     asked = loop.step()["item"]
    ...     _ = labeler.add(pd.DataFrame({"item": asked, "label": ["odd" if n % 2 else "even" for n in asked]}))
    >>> loop.history[["round", "labels", "score"]]
       round  labels  score
    0      1       5    1.0
    1      2      10    1.0
    2      3      15    1.0
    >>> loop.close()
    >>> labeler.close()
    """

    def __init__(
        self,
        labeler: Labeler,
        model: Any,
        features: Any = None,
        *,
        target: str = "classes",
        strategy: str | Choose | Strategy = "margin",
        batch_size: int = 10,
        cold_start: str | Choose | Strategy = "k-means",
        holdout: float = 0.1,
        test: tuple[Any, Sequence[Any]] | None = None,
        retrain: Literal["background", "wait", "manual"] = "background",
        metric: Literal["accuracy", "F1"] = "accuracy",
        reasons: bool = True,
        random_state: int | np.random.Generator | None = None,
    ) -> None:
        self.labeler = labeler
        super().__init__(
            labeler._session,  # noqa: SLF001  (a labeler's session is nobody else's business)
            model,
            features,
            target=target,
            strategy=strategy,
            batch_size=batch_size,
            cold_start=cold_start,
            holdout=holdout,
            test=test,
            retrain=retrain,
            metric=metric,
            reasons=reasons,
            random_state=random_state,
        )

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        return self.labeler._repr_mimebundle_(**kwargs)

    def __repr__(self) -> str:
        """Say in one line how far the loop is, and over what."""
        said = "not begun" if self.progress is None else self.progress.said
        return f"{type(self).__name__} ({said}) over {self.labeler!r}"
