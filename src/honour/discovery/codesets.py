"""Code sets of English schools, so that a column is known by its values when its name says nothing.

Source: the Department for Education's Common Basic Data Set (ethnicity, SEN need type, attendance).
"""

from __future__ import annotations

from collections.abc import Collection

from honour.kernel.holding import Label

ETHNICITY = frozenset(
    """WBRI WCOR WENG WSCO WWEL WIRI WIRT WOTH WALB WBOS WCRO WGRE WGRC WITA WKOS WPOR WSER WTUR WTUC WEUR WEEU WWEU
    WROM WROO WROG MWBC MWBA MWAS MWAP MWAI MOTH MAOE MABL MACH MBOE MBCH MWOE MWCH AIND APKN AMPK AKPA AOPK ABAN AOTH
    AAFR AKAO ANEP ASNL ASRO BCRB BAFR BANN BCON BGHA BNGN BSLN BSOM BSUD BAOF BOTH BEUR BNAM CHNE CHKC CMAL CSNG CTWN
    COCH OOTH OAFG OARA OEGY OFIL OIRN OIRQ OJPN OKOR OKRD OLAM OLEB OLIB OMAL OMRC OPOL OTHA OVIE OYEM OOEG REFU NOBT
    """.split()
)
SEN_NEED = frozenset("SPLD MLD SLD PMLD SEMH SLCN HI VI MSI PD ASD OTH NSA DS".split())
_RELIGIONS = frozenset(
    "christian muslim islam hindu sikh jewish buddhist catholic anglican atheist humanist pagan jain quaker".split()
)
_FEW = 3


def label_of_values(values: Collection[str]) -> tuple[Label, str] | None:
    """(label, why) if most of the distinct values are codes of a special category; None otherwise."""
    told = [value.strip() for value in values if value.strip()]
    if len(told) < _FEW:
        return None
    upper = [value.upper() for value in told]
    if sum(value in ETHNICITY for value in upper) >= 0.8 * len(upper):
        return Label.ETHNICITY, "values are DfE ethnicity codes"
    if sum(value in SEN_NEED for value in upper) >= 0.8 * len(upper) and len(set(upper)) >= _FEW:
        return Label.SEN, "values are DfE types of special educational need"
    first = [value.lower().split()[0].strip(",.;") for value in told]
    if len(told) <= 60 and sum(word in _RELIGIONS for word in first) >= max(_FEW, 0.3 * len(first)):  # noqa: PLR2004 - a code list
        return Label.RELIGION, "values are religions"
    return None
