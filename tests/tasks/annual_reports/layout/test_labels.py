"""Labels are compared past case, spaces, a wrong letter and lost ligatures."""

from tasks.annual_reports.layout.labels import fold, has, like, nearest, starts


def test_a_font_that_lost_its_ligatures_changes_no_label() -> None:
    assert fold("Ne oomsä ning") == fold("Nettoomsättning")
    assert fold("Dri skostnader") == fold("Driftskostnader")
    assert fold("Kor ris ga skulder") == fold("Kortfristiga skulder")
    assert fold("Skulder ll kredi ns tut") == fold("Skulder till kreditinstitut")


def test_a_wrong_letter_is_forgiven_and_another_word_is_not() -> None:
    assert like("aundet eget kapital", "bundet eget kapital")
    assert like("SUMMA TILLGÅNGAR", "summa tillgångar")
    assert not like("Summa långfristiga skulder", "summa kortfristiga skulder")
    assert not like("Rörelseintäkter", "summa rörelseintäkter")
    assert not like("", "skatt")


def test_of_two_phrases_the_nearer_is_taken() -> None:
    phrases = ("resultat före finansiella poster", "resultat efter finansiella poster")
    assert nearest("RESULTAT EFTER FINANSIELLA POSTER", phrases) == phrases[1]
    assert nearest("Resultat före finansiella poster", phrases) == phrases[0]
    assert nearest("Leverantörsskulder", phrases) is None


def test_stems_are_found_inside_labels_and_at_their_start() -> None:
    assert has("Övriga ränteintäkter och liknande", "ränteintäkt")
    assert starts("Summa anläggningstillgångar", "summa")
    assert not starts("Delsumma", "summa")
