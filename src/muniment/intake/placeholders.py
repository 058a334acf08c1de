"""Words people write where a name or a reason should stand (RULES.md, F01 and F08).

The lists hold what no person is called. A word that is also somebody's name stays out of them: Null, Na, Test, Nil,
Blank and Person are placeholders only where *both* names are of that kind (`BOTH_NAMES`), and Doe, Nemo, Placeholder,
Baby and single letters are names. Every entry is in the form `text.name_key` gives, but for `NAME_MARKS`, which is in
the form `text.fold` gives.
"""

from __future__ import annotations

from typing import Final

NAME_ANYWHERE: Final = frozenset(
    {
        "fnu", "lnu", "nfn", "nln", "unknown", "unknwon", "unkown", "uknown", "unknow", "unkn", "unk",
        "desconocido", "desconocida", "inconnu", "inconnue", "unbekannt", "unbekannte", "unbekannter", "desconhecido",
        "desconhecida", "sconosciuto", "sconosciuta", "nieznany", "nieznana", "nieznane", "неизвестно", "неизвестен",
        "неизвестныи", "неизвестная", "невідомо", "невідомии", "bilinmiyor", "bilinmeyen",
    }
)  # fmt: skip
"""Placeholders wherever they stand among a name's words: `Unknown Male`, `FNU 2`, `Maria Unknown`."""

NAME_PHRASES: Final = frozenset(
    {
        # English
        "none", "none given", "none provided", "none known", "no name", "noname", "no names",
        "no name given", "nonamegiven",
        "no first name", "no last name", "no given name", "no family name", "no surname",
        "no middle name", "nameless",
        "not known", "not given", "not provided", "not available", "not applicable", "not stated", "not reported",
        "not listed", "not recorded", "not specified", "not disclosed", "not on file", "not found", "name not known",
        "name not given", "name not provided", "name not available", "name withheld", "name",
        "full name", "first name",
        "last name", "middle name", "given name", "family name", "surname", "forename", "firstname", "lastname",
        "givenname", "familyname", "fname", "lname", "missing", "missing name", "name missing", "left blank",
        "tbd", "tba", "tbc", "to be determined", "to be advised", "to be confirmed", "to be provided", "to follow",
        "failed to provide", "failure to provide", "did not provide", "unable to provide",
        "refused", "refused to provide",
        "refused to give", "declined", "declined to provide", "withheld", "redacted", "anonymous", "unidentified",
        "unidentified person", "unidentified male", "unidentified female", "undisclosed",
        "unspecified", "undetermined",
        "undefined", "unavailable", "unnamed", "not named", "see above", "see below", "see file", "see attached",
        "see notes", "as above", "same as above", "same name", "aliases", "multiple aliases",
        "various", "various names", "multiple names", "some person", "somebody", "someone", "no one", "nobody",
        "anyone", "baby boy", "baby girl", "babyboy", "babygirl", "infant boy", "infant girl", "male infant",
        "female infant", "newborn", "dont know", "do not know", "dont care", "who knows", "whatever", "test name",
        "test person", "test user", "test test", "dummy name", "sample name", "asdf", "asdfg", "asdfgh", "qwerty",
        "abc abc", "null null", "na na",
        # Spanish
        "sin nombre", "sin nombres", "sin apellido", "sin apellidos", "no conocido", "no conocida", "se desconoce",
        "no se sabe", "no se conoce", "no disponible", "no proporcionado", "no proporciono", "no aplica", "no tiene",
        "no consta", "no informado", "no especificado", "no indica", "ninguno", "ninguna", "nombre",
        "nombres", "apellido",
        "apellidos", "nombre completo", "ignorado", "ignorada", "anonimo", "anonima", "se nego", "innominado",
        # French, German, Portuguese, Italian, Polish, Dutch, Haitian Creole, Filipino, Turkish, Vietnamese
        "sans nom", "sans prenom", "nom inconnu", "prenom inconnu", "non connu", "non connue", "non communique",
        "non renseigne", "non disponible", "nom de famille", "prenom", "neant", "anonyme",
        "nicht bekannt", "ohne namen",
        "ohne name", "kein name", "keine angabe", "keine angaben", "namenlos", "vorname", "nachname", "familienname",
        "sem nome", "sem sobrenome", "nao informado", "nao consta", "nao disponivel", "nao sabe", "nao conhecido",
        "sobrenome", "senza nome", "non noto", "non conosciuto", "ignoto", "ignota", "cognome", "brak danych",
        "bez imienia", "bez nazwiska", "onbekend", "geen naam", "enkoni", "pa konnen", "walang pangalan",
        "isimsiz", "belirtilmemis", "khong ro", "khong biet", "khong ten",
        # Russian, Ukrainian, Chinese, Japanese, Korean, Arabic, Persian, Hindi
        "без имени", "без фамилии", "не указано", "не указан", "не известно", "нет данных",
        "нет имени", "имя", "фамилия",
        "不详", "不詳", "未知", "无名", "無名", "无名氏", "無名氏", "不明", "佚名", "姓名不详",
        "姓名不詳", "氏名不詳", "氏名不明",
        "无", "無し", "なし", "미상", "불명", "무명", "성명불상", "없음", "مجهول", "مجهولة",
        "غير معروف", "غير معروفة", "لا يوجد", "نامشخص", "ناشناس",
        "अज्ञात",
    }
)  # fmt: skip
"""Placeholders as the whole name, digits and punctuation apart."""

NAME_MARKS: Final = frozenset(
    {"n/a", "n.a.", "n.a", "n\\a", "n/a.", "n/k", "n/d", "n.d.", "s/n", "s/a", "s/d", "n.n.", "n/n",
    "nn", "#n/a", "#name?",
     "#ref!", "#value!", "<null>", "(null)", "[null]", "{null}", "\\n", "<blank>", "(blank)", "[blank]", "<unknown>",
     "<none>", "(none)", "[none]", "[redacted]", "nmn", "nmi"}
)  # fmt: skip
"""Marks told apart only by their punctuation: N/A is none, a person named Na is one."""

NAME_FILLER: Final = frozenset({"x", "xx", "xxx", "xxxx", "zzz", "zzzz"})

BOTH_NAMES: Final = frozenset(
    {
        "a", "alias", "b", "blank", "brak", "case", "ditto", "dummy", "example", "first", "last", "n", "na", "nan",
        "nil", "nn", "null", "person", "same", "sample", "test", "user", "void", "x",
    }
)  # fmt: skip
"""Names of real people, and placeholders when given and family name both are of this list (`Test User`)."""

MIDDLE_NONE: Final = frozenset({"nmn", "nmi", "nomi", "no middle initial", "no middle", "na", "n a", "null", "nil"})
"""In the middle name's column these say that there is none."""

REASON_WORDS: Final = frozenset(
    {
        "a", "above", "adjunto", "advised", "aplica", "applicable", "as", "asdf", "attached", "attachment", "aucun",
        "aucune", "available", "be", "before", "below", "blank", "boilerplate", "brief", "carta", "confirmed",
        "cover", "desconocida", "desconocido", "determined", "ditto", "empty", "enclosed", "example", "file",
        "follow", "follows", "for", "general", "given", "grund", "here", "idem", "in", "inconnu", "insert", "ipsum",
        "kein", "keine", "known", "later", "letter", "lettre", "lorem", "memo", "memorandum", "misc",
        "miscellaneous", "missing", "motivo", "n", "na", "nil", "ningun", "ninguna", "ninguno", "no", "none", "not",
        "null", "of", "ok", "other", "pending", "per", "placeholder", "previous", "prior", "provide", "provided",
        "qwerty", "raison", "razon", "reason", "reasons", "refer", "request", "row", "same", "sample", "see",
        "siehe", "sin", "specified", "standard", "stated", "tba", "tbc", "tbd", "template", "test", "text", "the",
        "to", "todo", "unbekannt", "unk", "unknown", "usual", "various", "ver", "voir", "why", "x", "xx", "xxx",
        "xxxx", "yes", "your", "zzz",
    }
)  # fmt: skip
"""A reason made of these words alone says nothing: `n/a`, `see attached letter`, `no reason given`."""
