package io.millrace.files.write;

/** The steps of a write between which a driver may die. */
enum Step {
    /** What earlier runs left has been settled; no task runs yet. */
    BEGUN,
    /** All tasks have staged their files. */
    STAGED,
    /** The manifest is there. */
    DECIDED,
    /** At least one file is in its place. */
    FIRST_PUBLISHED,
    /** All files are in their places. */
    PUBLISHED,
    /** The record of the version is there. */
    RECORDED,
    /** What was staged for the version is gone. */
    CLEANED,
    /** The manifest is gone. */
    MANIFEST_GONE
}
