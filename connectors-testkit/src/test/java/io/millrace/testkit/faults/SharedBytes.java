package io.millrace.testkit.faults;

import io.millrace.api.Row;
import io.millrace.api.RowReader;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** A reader all of whose rows hand out their bytes in the same array. */
final class SharedBytes extends ForwardingRows {
    private final byte[] shared = new byte[3];

    SharedBytes(RowReader reader) {
        super(reader);
    }

    @Override
    public @Nullable Row next() throws IOException {
        Row row = super.next();
        return row == null ? null : sharing(row);
    }

    private Row sharing(Row row) {
        return (Row) Proxy.newProxyInstance(
                Row.class.getClassLoader(), new Class<?>[] {Row.class}, (self, method, args) -> {
                    try {
                        Object answer = method.invoke(row, args);
                        if (answer instanceof byte[] bytes && bytes.length == shared.length) {
                            System.arraycopy(bytes, 0, shared, 0, bytes.length);
                            return shared;
                        }
                        return answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause() == null ? e : e.getCause();
                    }
                });
    }
}
