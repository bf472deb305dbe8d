package io.millrace.cli.file;

/**
 * A text of a pipeline file, with its place.
 *
 * @param text the text, with its references resolved; not to be shown
 * @param written the text as it stands in the file
 * @param spot where it stands
 */
public record Located(String text, String written, Spot spot) {}
