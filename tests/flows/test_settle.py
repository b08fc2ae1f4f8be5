"""From a request to its plan: what the pack says of it, or why it can't."""

from dataclasses import replace
from pathlib import Path

import pytest

from flows.settle import Shop, plan_for
from policies.errors import RunFailedError
from tests.toy import Request, agents, crew, load_toy

KNOWN = agents("a")


def test_a_classify_that_breaks_names_the_request_and_what_to_do(tmp_path: Path) -> None:
    loaded = load_toy(tmp_path, {"p": {"when": "true", "steps": [{"agent": "a"}]}}, KNOWN)

    def broken(*_: object) -> dict[str, str]:
        raise KeyError("size of jane.doe@example.com")

    shop = Shop(replace(crew(loaded, KNOWN), classify=broken))
    with pytest.raises(RunFailedError) as caught:
        plan_for(Request(id="r-7"), shop)
    said = str(caught.value)
    assert said.startswith("classify of 'toy' failed on r-7: KeyError: 'size of [email]'")
    assert "Mend the pack" in said
