"""The example class of w1_introduction. What each of them earns stands in expected.toml, worked out by hand."""

from make import Change, add, delete, fill, replace, run

CLASS: dict[str, list[Change]] = {
    "ada_maximum": [
        replace("cell_16", ", ...)", ", (2, 3))"),
        fill({"relu": "a = np.maximum(0, x)"}),
        replace("cell_20", "return ...", "return np.where(x > 0, x, slope * x)"),
        run(leave=()),
    ],
    "bob_where": [
        fill(
            {
                "relu": """
                    # where x is positive keep it, else take 0
                    x = np.asarray(x)
                    a = np.where(x > 0, x, 0)
                """
            }
        ),
        run(),
    ],
    "cyd_product": [
        replace("cell_16", ", ...)", ", (6,))"),
        add(
            """
            x = np.array([-2, 3.5, 0])
            print(x > 0)
            print(x * (x > 0))
            """,
            before="relu",
        ),
        fill({"relu": "a = x * (x > 0)"}),
        replace("cell_20", "return ...", "return max(slope * x, x)"),
        run(),
    ],
    "dan_untouched": [],
    "eve_np_max": [
        replace("cell_16", ", ...)", ", (3, 2))"),
        fill({"relu": "a = np.max(x, 0)"}),
        add('hint("relu")', before="cell_19"),
        run(),
    ],
    "fay_in_place": [
        fill(
            {
                "relu": """
                    x[x < 0] = 0
                    a = x
                """
            }
        ),
        run(),
    ],
    "gil_if": [
        fill(
            {
                "relu": """
                    if x > 0:
                        a = x
                    else:
                        a = 0
                """
            }
        ),
        add("print(relu(3), relu(-3))", before="check_relu"),
        run(),
    ],
    "hal_deleted": [
        delete("setup", "relu_picture", "check_relu"),
        add(
            """
            import numpy as np
            from autograder import *
            """,
            before="cell_16",
        ),
        fill(
            {
                "relu": """
                    a = (np.abs(x) + x) / 2
                """
            }
        ),
        run(leave=()),
    ],
}
