"""What a person's name looks like."""

import re

_PARTICLES = {
    "von", "af", "de", "del", "della", "van", "der", "den", "la", "le", "el", "al", "bin", "ibn",
    "di", "da", "dos", "das", "do", "du", "ter", "ten", "zu", "av", "y", "e",
}  # fmt: skip
# Words with a capital that begin phrases, but stand in no name.
_NO_NAME = {
    "brf", "hsb", "ab", "hb", "kb", "aktiebolag", "riksbyggen", "sbc", "nabo", "bank",
    "bostadsrättsförening", "bostadsrättsföreningen", "bostadsrättsföreningens", "förening",
    "föreningen", "föreningens", "styrelse", "styrelsen", "styrelsens", "ordinarie", "extra",
    "ledamöter", "suppleanter", "ledamot", "suppleant", "ordförande", "kassör", "sekreterare",
    "revisor", "revisorer", "revision", "valberedning", "valberedningen", "vakant", "vakans",
    "namn", "roll", "uppdrag", "funktion", "utsedd", "vald", "mandattid", "adress", "telefon",
    "stämma", "stämman", "årsstämma", "föreningsstämma", "årsredovisning", "förvaltning",
    "förvaltningsberättelse", "förvaltare", "fastighet", "fastigheten", "ekonomisk", "teknisk",
    "firma", "firman", "firmatecknare", "extern", "intern", "externa", "auktoriserad", "godkänd",
    "förtroendevald", "digitalt", "signerat", "signerad", "transaktion", "sida", "org", "nr",
    "org.nr", "orgnr", "stockholm", "göteborg", "malmö", "stad", "kommun", "not", "noter", "antal",
    "totalt", "summa", "datum", "ort", "kr", "under", "vid", "efter", "inga", "ingen", "inför",
    "från", "enligt", "ej", "och", "samt", "övriga", "ett", "en", "två", "tre",
}  # fmt: skip
_TOKEN = re.compile(r"[A-ZÀ-ÖØ-Þ][^\W\d_]*(?:['’.´-][^\W\d_]+)*\.?$")
_LEAST, _MOST = 2, 5  # words without particles; a single one may be anything


def is_name(text: str) -> bool:
    """Whether a text is a person's name and nothing more: two to five words, no digits."""
    words = text.split()
    full = [word for word in words if word.casefold() not in _PARTICLES or word[0].isupper()]
    return (
        _LEAST <= len(full) <= _MOST
        and all(_TOKEN.match(word) for word in full)
        and not any(word.casefold().strip(".") in _NO_NAME for word in words)
        and len(full[-1].strip(".")) > 1
        and words[0] in full
        and words[-1] in full
    )
