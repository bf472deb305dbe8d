package io.millrace.files.write;

import java.io.Serializable;

/**
 * A file that a task has written and that nobody sees yet.
 *
 * @param path where it will be, below the directory that is written to
 * @param bytes its size
 * @param staged what {@link Staging} needs to put it there: its place until then, or its upload
 */
record StagedFile(String path, long bytes, String staged) implements Serializable {}
