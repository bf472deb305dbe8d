package io.millrace.runtime.journal;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file of a local disk while it is written. Small pieces are gathered in memory outside of the heap, from where they go to the
 * file without a further copy. Used by one thread.
 *
 * <p>A large file goes past the system's cache, where it may: it is to be forced, and so must go to the disk at once anyway, and to
 * find and fill pages of the cache first can take more processor time than all else that is done with it. It ends with a whole
 * block, filled up with zeros.
 */
final class NewFile extends OutputStream {
    private static final int MEMORY = 1024 * 1024;
    /** What is larger goes past the system's cache. */
    private static final int LARGE = 256 * 1024;

    /** No file system of Linux has larger ones. */
    private static final int LARGEST_BLOCK = 64 * 1024;

    private static final Set<OpenOption> NEW = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    private static final Set<OpenOption> DIRECT =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, ExtendedOpenOption.DIRECT);

    private final Path path;
    private final ByteBuffer through;
    private final int directBlock;
    private boolean direct;
    private @Nullable FileChannel file;

    /**
     * A file that is made once there is something to write.
     *
     * @param through {@link #memory}, to be used for one file at a time
     * @param directBlock the size of the blocks that may be written past the cache; 0 if none may
     */
    NewFile(Path path, ByteBuffer through, int directBlock) {
        this.path = path;
        this.through = through.clear();
        this.directBlock = directBlock;
    }

    /** What files are written from. */
    static ByteBuffer memory() {
        return ByteBuffer.allocateDirect(MEMORY + LARGEST_BLOCK - 1).alignedSlice(LARGEST_BLOCK);
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int at = offset;
        int end = offset + length;
        while (at < end) {
            if (!through.hasRemaining()) {
                drain(file == null ? open() : file);
            }
            int part = Math.min(through.remaining(), end - at);
            through.put(bytes, at, part);
            at += part;
        }
    }

    /** Writes what is left, and answers the file, which is open until this one is closed. */
    FileChannel finish() throws IOException {
        FileChannel open = file == null ? open() : file;
        if (direct) {
            while (through.position() % directBlock > 0) {
                through.put((byte) 0);
            }
        }
        drain(open);
        return open;
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }

    /** Opens it, once there is all of it or as much as the memory holds. */
    private FileChannel open() throws IOException {
        direct = directBlock > 0 && through.position() > LARGE;
        FileChannel opened = FileChannel.open(path, direct ? DIRECT : NEW);
        file = opened;
        return opened;
    }

    private void drain(FileChannel to) throws IOException {
        through.flip();
        while (through.hasRemaining()) {
            var unused = to.write(through);
        }
        through.clear();
    }
}
