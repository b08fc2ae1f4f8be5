"""Keys of providers: in the environment, or in a Secret block of the Prefect server."""

import asyncio
import os

from blocks.models.model import ModelError


async def key_of(setting: str) -> str:
    """The key that a setting such as `OPENAI_API_KEY` holds, or the Secret block `openai-api-key`.

    ModelError when neither does. The server is asked outside of the event loop, and only one that
    is configured: Prefect would start a temporary one.
    """
    if key := os.environ.get(setting):
        return key
    return await asyncio.to_thread(_secret, setting)


def _secret(setting: str) -> str:
    import httpx
    from prefect.blocks.system import Secret
    from prefect.settings import PREFECT_API_URL

    block = setting.lower().replace("_", "-")
    wanted = f"Set {setting}, or save a Prefect Secret block {block!r}"
    if not PREFECT_API_URL.value():
        raise ModelError(f"There is no key. {wanted} and set PREFECT_API_URL.")
    kind: type[Secret[str]] = Secret
    try:
        return str(kind.load(block, _sync=True).get())  # type: ignore[union-attr,call-arg]
    except ValueError as error:
        raise ModelError(f"There is no key. {wanted}.") from error
    except (httpx.HTTPError, RuntimeError) as error:
        raise ModelError(f"{wanted}: the Prefect server doesn't answer.") from error
