package io.millrace.examples;

/**
 * What was found in one output.
 *
 * @param what what is counted
 * @param in how many there should be
 * @param out how many there are, without lost, duplicated and repeated ones
 * @param lost how many are missing
 * @param duplicated how many are there more than once, or too many
 * @param repeated how many records are there again as at-least-once allows: from the same write, or with the id of a post that the
 *     source delivered again
 */
record Found(String what, long in, long out, long lost, long duplicated, long repeated) {
    @Override
    public String toString() {
        return "%,d of %,d %s found, %,d lost, %,d duplicated, %,d repeated"
                .formatted(out, in, what, lost, duplicated, repeated);
    }
}
