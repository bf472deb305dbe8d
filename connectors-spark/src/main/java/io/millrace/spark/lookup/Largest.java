package io.millrace.spark.lookup;

import org.apache.spark.util.AccumulatorV2;

/** An accumulator that keeps the largest number it was told. */
final class Largest extends AccumulatorV2<Long, Long> {
    private static final long serialVersionUID = 1;

    private long largest;

    @Override
    public boolean isZero() {
        return largest == 0;
    }

    @Override
    public Largest copy() {
        Largest copy = new Largest();
        copy.largest = largest;
        return copy;
    }

    @Override
    public void reset() {
        largest = 0;
    }

    @Override
    public void add(Long told) {
        largest = Math.max(largest, told);
    }

    @Override
    public void merge(AccumulatorV2<Long, Long> other) {
        largest = Math.max(largest, other.value());
    }

    @Override
    public Long value() {
        return largest;
    }
}
