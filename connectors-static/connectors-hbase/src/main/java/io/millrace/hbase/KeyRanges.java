package io.millrace.hbase;

import io.millrace.api.Filter;
import io.millrace.api.Filter.Comparison;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Which row keys conditions on the columns of the row key leave. */
final class KeyRanges {
    private static final int MOST_VALUES = 10_000;
    private static final int MOST_CHAINS = 1_000;

    private final Layout layout;
    private final RowKey key;

    KeyRanges(Layout layout) {
        this.layout = layout;
        this.key = layout.key();
    }

    /** Whether ranges of row keys say all that this condition says: one on the first part of the key. */
    boolean say(Filter filter) {
        return ranges(filter, 0, List.of()).isPresent();
    }

    /** The row keys for which all these conditions may hold, in order. */
    List<ByteRange> of(List<Filter> filters) {
        List<ByteRange> plain = all(filters, 0, List.of());
        if (key.parts().size() > 1) {
            plain = both(plain, chained(filters, 0, List.of()));
        }
        return ByteRange.joined(key.buckets() == 0 ? plain : salted(plain));
    }

    /** What all conditions on one part leave, where the parts before it have these values. */
    private List<ByteRange> all(List<Filter> filters, int part, List<Object> before) {
        List<ByteRange> left = List.of(before.isEmpty() ? ByteRange.ALL : ByteRange.prefix(key.prefix(before)));
        for (Filter filter : filters) {
            Optional<List<ByteRange>> some = ranges(filter, part, before);
            if (some.isPresent()) {
                left = both(left, some.get());
            }
        }
        return left;
    }

    /** The same, where a part that must equal something lets the part behind it count too. */
    private List<ByteRange> chained(List<Filter> filters, int part, List<Object> before) {
        Optional<List<Object>> values = filters.stream()
                .map(filter -> values(filter, part))
                .filter(found -> !found.isEmpty() && found.size() <= MOST_CHAINS)
                .findFirst();
        if (values.isEmpty() || part == key.parts().size() - 1) {
            return all(filters, part, before);
        }
        List<ByteRange> ranges = new ArrayList<>();
        for (Object value : values.get()) {
            List<Object> longer = new ArrayList<>(before);
            longer.add(value);
            try {
                ranges.addAll(chained(filters, part + 1, longer));
            } catch (IllegalArgumentException e) {
                // No row key holds this value.
            }
        }
        return ByteRange.joined(ranges);
    }

    /** What a condition leaves if it is one on this part that bytes can tell. */
    private Optional<List<ByteRange>> ranges(Filter filter, int part, List<Object> before) {
        try {
            if (filter instanceof Filter.Compare compare && isPart(compare.column(), part)) {
                return compared(compare.comparison(), compare.value(), part, before);
            } else if (filter instanceof Filter.In && !values(filter, part).isEmpty()) {
                List<ByteRange> points = new ArrayList<>();
                for (Object value : values(filter, part)) {
                    points.add(between(value, value, part, before));
                }
                return Optional.of(ByteRange.joined(points));
            } else if (filter instanceof Filter.Not not
                    && not.filter() instanceof Filter.IsNull isNull
                    && isPart(isNull.column(), part)) {
                return Optional.of(List.of(ByteRange.ALL));
            } else if (filter instanceof Filter.AnyOf any) {
                List<ByteRange> union = new ArrayList<>();
                for (Filter one : any.filters()) {
                    Optional<List<ByteRange>> some = ranges(one, part, before);
                    if (some.isEmpty()) {
                        return Optional.empty();
                    }
                    union.addAll(some.get());
                }
                return Optional.of(ByteRange.joined(union));
            }
        } catch (IllegalArgumentException e) {
            // No row key holds such a value; whoever compares values finds that out.
        }
        return Optional.empty();
    }

    private Optional<List<ByteRange>> compared(Comparison comparison, Object given, int part, List<Object> before) {
        Mapped column = key.parts().get(part);
        Codec.Order order = column.codec().order();
        Object value = Type.plain(given);
        if (comparison == Comparison.EQUAL && order != Codec.Order.NONE) {
            return Optional.of(List.of(between(value, value, part, before)));
        } else if (comparison == Comparison.STARTS_WITH && order == Codec.Order.SAME) {
            return Optional.of(List.of(ByteRange.prefix(start(column, value, before))));
        } else if (order == Codec.Order.SAME) {
            return Optional.of(ordered(comparison, value, part, before));
        } else if (column.encoding() == Encoding.BYTES && Type.of(column.type()).isWhole()) {
            return Optional.of(whole(comparison, (Long) value, part, before));
        }
        return Optional.empty();
    }

    private List<ByteRange> ordered(Comparison comparison, Object value, int part, List<Object> before) {
        ByteRange all = before.isEmpty() ? ByteRange.ALL : ByteRange.prefix(key.prefix(before));
        ByteRange equal = between(value, value, part, before);
        Optional<ByteRange> left = switch (comparison) {
            case LESS -> all.and(new ByteRange(new byte[0], equal.start()));
            case AT_MOST -> all.and(new ByteRange(new byte[0], equal.stop()));
            case AT_LEAST -> all.and(new ByteRange(equal.start(), new byte[0]));
            default -> equal.stop().length == 0 ? Optional.empty() : all.and(new ByteRange(equal.stop(), new byte[0]));
        };
        return left.stream().toList();
    }

    /** Numbers in two's complement: the negative ones come behind the others. */
    private List<ByteRange> whole(Comparison comparison, long value, int part, List<Object> before) {
        long[] limits = limits(Type.of(key.parts().get(part).type()));
        if ((comparison == Comparison.LESS && value == limits[0])
                || (comparison == Comparison.GREATER && value == limits[1])) {
            return List.of();
        }
        long low = switch (comparison) {
            case GREATER -> value + 1;
            case AT_LEAST -> value;
            default -> limits[0];
        };
        long high = switch (comparison) {
            case LESS -> value - 1;
            case AT_MOST -> value;
            default -> limits[1];
        };
        List<ByteRange> ranges = new ArrayList<>();
        if (high >= 0) {
            ranges.add(between(Math.max(low, 0), high, part, before));
        }
        if (low < 0) {
            ranges.add(between(low, Math.min(high, -1), part, before));
        }
        return ranges;
    }

    private static long[] limits(Type type) {
        return switch (type) {
            case TINYINT -> new long[] {Byte.MIN_VALUE, Byte.MAX_VALUE};
            case SMALLINT -> new long[] {Short.MIN_VALUE, Short.MAX_VALUE};
            case INT -> new long[] {Integer.MIN_VALUE, Integer.MAX_VALUE};
            default -> new long[] {Long.MIN_VALUE, Long.MAX_VALUE};
        };
    }

    /** The keys whose part is from one value to another, both inclusive, in the order of their bytes. */
    private ByteRange between(Object low, Object high, int part, List<Object> before) {
        byte[] last = bound(high, before);
        boolean isWholeKey = part == key.parts().size() - 1;
        return new ByteRange(bound(low, before), isWholeKey ? ByteRange.after(last) : ByteRange.afterPrefix(last));
    }

    private byte[] bound(Object value, List<Object> before) {
        List<Object> values = new ArrayList<>(before);
        values.add(value);
        byte[] bound = key.prefix(values);
        if (bound.length == 0) {
            throw new IllegalArgumentException("the row key is empty");
        }
        return bound;
    }

    /** What keys begin with whose part begins with a text: no end of the text. */
    private byte[] start(Mapped column, Object text, List<Object> before) {
        byte[] bytes = column.codec().encode(text);
        int length = column.encoding() == Encoding.ORDERED ? bytes.length - 1 : bytes.length;
        byte[] prefix = key.prefix(before);
        byte[] start = new byte[prefix.length + length];
        System.arraycopy(prefix, 0, start, 0, prefix.length);
        System.arraycopy(bytes, 0, start, prefix.length, length);
        return start;
    }

    /** The values that a part must have one of; empty if a condition does not say. */
    private List<Object> values(Filter filter, int part) {
        if (filter instanceof Filter.Compare compare
                && compare.comparison() == Comparison.EQUAL
                && isExact(compare.column(), part)) {
            return List.of(Type.plain(compare.value()));
        } else if (filter instanceof Filter.In in && in.values().size() <= MOST_VALUES && isExact(in.column(), part)) {
            List<Object> values = new ArrayList<>();
            for (Serializable value : in.values()) {
                values.add(Type.plain(value));
            }
            return values;
        }
        return List.of();
    }

    private boolean isExact(String column, int part) {
        return isPart(column, part) && key.parts().get(part).codec().order() != Codec.Order.NONE;
    }

    private boolean isPart(String column, int part) {
        return layout.find(column).filter(found -> layout.part(found) == part).isPresent();
    }

    private static List<ByteRange> both(List<ByteRange> some, List<ByteRange> others) {
        List<ByteRange> both = new ArrayList<>();
        for (ByteRange one : some) {
            for (ByteRange other : others) {
                one.and(other).ifPresent(both::add);
            }
        }
        return ByteRange.joined(both);
    }

    /** Behind each salt; one whole key is behind its own. */
    private List<ByteRange> salted(List<ByteRange> plain) {
        List<ByteRange> salted = new ArrayList<>();
        for (ByteRange range : plain) {
            if (java.util.Arrays.equals(range.stop(), ByteRange.after(range.start()))) {
                salted.add(ByteRange.point(RowKey.salted(key.salt(range.start()), range.start())));
            } else {
                IntStream.range(0, key.buckets())
                        .mapToObj(salt -> range.behind(new byte[] {(byte) salt}))
                        .forEach(salted::add);
            }
        }
        return salted;
    }
}
