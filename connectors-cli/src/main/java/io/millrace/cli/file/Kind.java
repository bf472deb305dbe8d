package io.millrace.cli.file;

/** What may stand under a name of a pipeline file. */
enum Kind {
    /** A text. */
    TEXT,
    /** A list of texts, or one text. */
    TEXTS,
    /** Names that somebody else knows, with texts. */
    OPTIONS,
    /** One section. */
    SECTION,
    /** Sections under names that the user chooses. */
    NAMED,
    /** A list of sections. */
    LIST
}
