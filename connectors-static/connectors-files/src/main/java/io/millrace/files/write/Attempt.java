package io.millrace.files.write;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One try to write a version: what distinguishes its files from those of every other try.
 *
 * @param writer the query, as it stands in names of files
 * @param version what is written
 * @param run the driver's try, eight hexadecimal digits
 */
record Attempt(String writer, Version version, String run) implements Serializable {
    private static final int WRITER_BYTES = 8;

    static Attempt begin(String writer, Version version) {
        byte[] run = new byte[Integer.BYTES];
        ThreadLocalRandom.current().nextBytes(run);
        return new Attempt(writer, version, HexFormat.of().formatHex(run));
    }

    /** A query's id as it stands in names: ids may be long, and may hold anything. */
    static String writer(String query) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(query.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, WRITER_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The name of a task's file. */
    String name(int task, String prefix, String suffix) {
        return new FileName(writer, version, task, run).text(prefix, suffix);
    }
}
