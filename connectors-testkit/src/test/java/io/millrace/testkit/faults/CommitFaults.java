package io.millrace.testkit.faults;

import io.millrace.api.Columns;
import io.millrace.api.Committer;
import io.millrace.api.Delivery;
import io.millrace.api.Options;
import io.millrace.api.OutputConnector;
import io.millrace.api.Rejects;
import io.millrace.api.Row;
import io.millrace.api.WriteTask;
import io.millrace.api.Writer;
import io.millrace.testkit.example.MemoryOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Faults of making epochs visible, and of promises that are not kept. */
final class CommitFaults {
    private CommitFaults() {}

    static List<Fault<OutputConnector>> all() {
        List<Fault<OutputConnector>> all = new ArrayList<>(transactions());
        all.addAll(commits());
        return all;
    }

    private static List<Fault<OutputConnector>> transactions() {
        return List.of(
                Fault.of(
                        "rows are visible when they are written",
                        "O3.1 O3.2 O3.3 O4.2 O4.3 O4.4 O4.7",
                        () -> new BrokenOutput() {
                            @Override
                            public Writer open(WriteTask task, Columns columns, Options options, Rejects rejects)
                                    throws IOException {
                                return sound.open(
                                        task, columns, options.with(MemoryOutput.DELIVERY, "at_least_once"), rejects);
                            }

                            @Override
                            Committer changed(Committer committer) {
                                return new ForwardingCommitter(committer) {
                                    @Override
                                    public void commit(String query, long epoch, List<String> staged) {}
                                };
                            }
                        }),
                Fault.of("closing completes", "O3.2 O4.3", () -> new BrokenOutput() {
                    @Override
                    public Writer open(WriteTask task, Columns columns, Options options, Rejects rejects)
                            throws IOException {
                        Writer sounds = super.open(task, columns, options, rejects);
                        Delivery delivery = super.check(columns, options);
                        return new ForwardingWriter(sounds) {
                            private boolean completed;

                            @Override
                            public String complete() throws IOException {
                                completed = true;
                                return super.complete();
                            }

                            @Override
                            public void close() throws IOException {
                                if (!completed && delivery instanceof Delivery.Transactional transactional) {
                                    transactional.committer().commit(task.query(), -1, List.of(complete()));
                                }
                                super.close();
                            }
                        };
                    }
                }),
                committing(
                        "an aborted epoch is taken for a committed one",
                        "O3.3",
                        sound -> new ForwardingCommitter(sound) {
                            @Override
                            public void abort(String query, long epoch, List<String> staged) throws IOException {
                                super.abort(query, epoch, staged);
                                super.commit(query, epoch, List.of());
                            }
                        }),
                committing("an abort does nothing but commit", "O3.3", sound -> new ForwardingCommitter(sound) {
                    @Override
                    public void abort(String query, long epoch, List<String> staged) throws IOException {
                        super.commit(query, epoch, staged);
                    }
                }));
    }

    private static List<Fault<OutputConnector>> commits() {
        return List.of(
                committing(
                        "what was committed is known to one committer alone",
                        "O4.1 O4.4",
                        sound -> new ForwardingCommitter(sound) {
                            private final String own = UUID.randomUUID().toString();

                            @Override
                            public void commit(String query, long epoch, List<String> staged) throws IOException {
                                super.commit(query + own, epoch, staged);
                            }
                        }),
                takingAll("a commit takes all that is staged for its epoch", "O4.2 O4.3", true),
                takingAll("a commit takes all that its query has staged", "O4.2 O4.3 O4.7", false),
                committing("an epoch is known by its partitions", "O4.4", sound -> new ForwardingCommitter(sound) {
                    @Override
                    public void commit(String query, long epoch, List<String> staged) throws IOException {
                        for (String task : staged) {
                            String partition = task.replaceFirst("-\\d+$", "");
                            super.commit(partition, epoch, List.of(task));
                        }
                    }
                }),
                committing("epochs are numbered without gaps", "O4.4 O4.5", sound -> new ForwardingCommitter(sound) {
                    @Override
                    public void commit(String query, long epoch, List<String> staged) throws IOException {
                        if (epoch > 2) {
                            throw new IOException("Epoch " + epoch + " comes too early");
                        }
                        super.commit(query, epoch, staged);
                    }
                }),
                committing("an epoch is known by its number alone", "O4.6", sound -> new ForwardingCommitter(sound) {
                    @Override
                    public void commit(String query, long epoch, List<String> staged) throws IOException {
                        super.commit("", epoch, staged);
                    }
                }));
    }

    /** Faults of outputs that promise less than transactions. */
    static List<Fault<OutputConnector>> idempotent() {
        return List.of(Fault.of(
                "rows that should overwrite themselves are added", "O4.2 O4.3 O4.4 O4.7", () -> new BrokenOutput() {
                    @Override
                    public Writer open(WriteTask task, Columns columns, Options options, Rejects rejects)
                            throws IOException {
                        return sound.open(task, columns, options.with(MemoryOutput.DELIVERY, "at_least_once"), rejects);
                    }
                }));
    }

    /** Faults of outputs that promise nothing but that rows arrive. */
    static List<Fault<OutputConnector>> atLeastOnce() {
        return List.of(Fault.of(
                "a partition of an epoch that was written is not written again", "O4.3", () -> new BrokenOutput() {
                    private final Set<String> written = new HashSet<>();

                    @Override
                    Writer changed(Writer writer, Columns columns, WriteTask task) {
                        boolean again = !written.add(task.query() + task.epoch() + "-" + task.partition());
                        return new ForwardingWriter(writer) {
                            @Override
                            public void write(Row row) throws IOException {
                                if (!again) {
                                    super.write(row);
                                }
                            }
                        };
                    }
                }));
    }

    static Fault<OutputConnector> committing(String name, String breaks, UnaryOperator<Committer> change) {
        return Fault.of(name, breaks, () -> new BrokenOutput() {
            @Override
            Committer changed(Committer committer) {
                return change.apply(committer);
            }
        });
    }

    private static Fault<OutputConnector> takingAll(String name, String breaks, boolean sameEpoch) {
        return Fault.of(name, breaks, () -> new BrokenOutput() {
            private record Staged(String query, long epoch, String task) {}

            private final List<Staged> all = new ArrayList<>();

            @Override
            Writer changed(Writer writer, Columns columns, WriteTask task) {
                return new ForwardingWriter(writer) {
                    @Override
                    public String complete() throws IOException {
                        String staged = super.complete();
                        all.add(new Staged(task.query(), task.epoch(), staged));
                        return staged;
                    }
                };
            }

            @Override
            Committer changed(Committer committer) {
                return new ForwardingCommitter(committer) {
                    @Override
                    public void commit(String query, long epoch, List<String> staged) throws IOException {
                        List<String> taken = all.stream()
                                .filter(one -> one.query().equals(query) && (!sameEpoch || one.epoch() == epoch))
                                .map(Staged::task)
                                .toList();
                        super.commit(query, epoch, taken);
                        all.removeIf(one -> taken.contains(one.task()));
                    }

                    @Override
                    public void abort(String query, long epoch, List<String> staged) throws IOException {
                        super.abort(query, epoch, staged);
                        all.removeIf(one -> staged.contains(one.task()));
                    }
                };
            }
        });
    }
}
