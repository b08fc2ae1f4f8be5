"""What the pack is asked: one report, by its file."""

from pydantic import BaseModel, ConfigDict, Field


class Request(BaseModel):
    """One annual report. Its content, not its place, decides what was answered before."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    report_id: str = Field(description="What the report is called: its file's name without .pdf.")
    file: str = Field(
        description="The PDF's path, on the machine that reads it.",
        json_schema_extra={"place": True},
    )
    sha256: str = Field(description="Of the file's bytes.", pattern=r"^[0-9a-f]{64}$")
    recognition: str = Field("", description="How pages without text are read, if they are.")
