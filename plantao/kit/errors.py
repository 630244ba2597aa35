"""What a rule raises when the answer is no; each face says it in its own way."""

from collections.abc import Sequence


class Refusal(Exception):
    """No, for a reason the asker can read; `errors` names the faults one by one."""

    status = 200

    def __init__(self, msg: str, errors: Sequence[str] = ()) -> None:
        super().__init__(msg)
        self.msg = msg
        self.errors = list(errors)


class NotFound(Refusal):
    """The record acted upon does not exist."""


class Conflict(Refusal):
    """The same key came before with other data."""


class Malformed(Refusal):
    """The body is neither a JSON object nor a form."""

    status = 400


class Unauthenticated(Refusal):
    """No token, or a dead one."""

    status = 401


class Forbidden(Refusal):
    """The asker is known and may not."""

    status = 403


class TooLarge(Refusal):
    """The body is beyond the overall limit."""

    status = 413


class TooMany(Refusal):
    """Too many requests; `retry_after` seconds until the next is welcome."""

    status = 429

    def __init__(self, msg: str, retry_after: int) -> None:
        super().__init__(msg)
        self.retry_after = retry_after
