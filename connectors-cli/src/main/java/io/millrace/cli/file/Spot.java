package io.millrace.cli.file;

/**
 * A place in a pipeline file.
 *
 * @param line the line, from 1
 * @param column the column, from 1
 */
public record Spot(int line, int column) implements Comparable<Spot> {
    /** The beginning of a file. */
    public static final Spot START = new Spot(1, 1);

    @Override
    public int compareTo(Spot other) {
        return line != other.line ? Integer.compare(line, other.line) : Integer.compare(column, other.column);
    }
}
