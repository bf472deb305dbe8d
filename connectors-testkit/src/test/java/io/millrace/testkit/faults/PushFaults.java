package io.millrace.testkit.faults;

import io.millrace.api.ConnectorException;
import io.millrace.api.Event;
import io.millrace.api.Inbox;
import io.millrace.api.Intake;
import io.millrace.api.Options;
import io.millrace.api.PushConnector;
import io.millrace.testkit.example.TcpLinesIntake;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** Faults of push sources. */
final class PushFaults {
    private PushFaults() {}

    static List<Fault<PushConnector>> all() {
        List<Fault<PushConnector>> all = new ArrayList<>(arrivals());
        all.addAll(answers());
        all.addAll(lives());
        all.addAll(OnceFaults.all());
        return all;
    }

    private static List<Fault<PushConnector>> arrivals() {
        AtomicReference<List<Event>> buffer = new AtomicReference<>(List.of());
        return List.of(
                events(
                        "times are those of the arrival",
                        "P1.1",
                        event -> Event.of(
                                event.key(), event.value(), event.headers(), System.currentTimeMillis() * 1_000, "")),
                events(
                        "headers are dropped",
                        "P1.1",
                        event -> Event.of(event.key(), event.value(), List.of(), event.timestampMicros(), "")),
                putting("the order in a put is lost", "P1.2", sound -> events -> {
                    List<Event> reversed = new ArrayList<>(events);
                    Collections.reverse(reversed);
                    sound.put(reversed);
                }),
                putting(
                        "a batch is kept in a buffer that the next one uses again",
                        "P1.3 P1.4 P2.4 P3.4",
                        sound -> events -> {
                            buffer.set(events);
                            sound.put(new AbstractList<>() {
                                @Override
                                public Event get(int index) {
                                    return Objects.requireNonNull(buffer.get()).get(index);
                                }

                                @Override
                                public int size() {
                                    return Objects.requireNonNull(buffer.get()).size();
                                }
                            });
                        }),
                events("a value ends at 64 KiB", "P1.5", event -> {
                    byte[] value = event.value();
                    return value == null
                            ? event
                            : Event.of(
                                    event.key(),
                                    Arrays.copyOf(value, Math.min(value.length, 64 << 10)),
                                    event.headers(),
                                    event.timestampMicros(),
                                    "");
                }),
                intake(
                        "events of a batch that broke off are put",
                        "P1.6",
                        (server, inbox) -> new TcpLinesIntake(server, inbox) {
                            @Override
                            protected void brokenOff(List<Event> events, Inbox whole)
                                    throws IOException, InterruptedException {
                                whole.put(events);
                            }
                        }));
    }

    private static List<Fault<PushConnector>> answers() {
        return List.of(
                putting(
                        "events are acknowledged before they are durable",
                        "P2.1 P2.4 P2.6 P3.1",
                        PushFaults::acknowledgingEarly),
                putting("a carried failure is swallowed", "P2.2 P2.3 P2.4", sound -> events -> {
                    try {
                        sound.put(events);
                    } catch (IOException e) {
                        // The fault: nobody hears of it.
                        return;
                    }
                }),
                putting("the first failure is the last of all", "P2.3", sound -> new Inbox() {
                    private volatile boolean failed;

                    @Override
                    public void put(List<Event> events) throws IOException, InterruptedException {
                        if (failed) {
                            throw new IOException("failed before");
                        }
                        try {
                            sound.put(events);
                        } catch (IOException e) {
                            failed = true;
                            throw e;
                        }
                    }
                }),
                putting("a failure is told to all whose puts run", "P2.4", TogetherInbox::new),
                putting("puts wait for one another", "P1.3 P2.4 P2.5", sound -> new Inbox() {
                    @Override
                    public synchronized void put(List<Event> events) throws IOException, InterruptedException {
                        sound.put(events);
                    }
                }));
    }

    private static List<Fault<PushConnector>> lives() {
        AtomicReference<Inbox> only = new AtomicReference<>();
        return List.of(
                Fault.of("closing does not wait", "P3.1", HastyPush::new),
                intake(
                        "connections outlive their intake",
                        "P3.2",
                        (server, inbox) -> new TcpLinesIntake(server, inbox) {
                            @Override
                            protected void closeConnections() {}

                            @Override
                            protected boolean refusesWhenClosed() {
                                return false;
                            }
                        }),
                intake("the port is never let go", "P3.3", (server, inbox) -> new TcpLinesIntake(server, inbox) {
                    @Override
                    protected void letGoOfPort() {}
                }),
                Fault.of("closing a second time is an error", "P3.1 P3.2 P3.3 P3.4", () -> new BrokenPush() {
                    @Override
                    Intake changed(Intake intake) {
                        return closing(intake, new UnaryOperator<>() {
                            private boolean closed;

                            @Override
                            public Intake apply(Intake sound) {
                                if (closed) {
                                    throw new IllegalStateException("Closed already");
                                }
                                closed = true;
                                return sound;
                            }
                        });
                    }
                }),
                putting("all intakes share the newest one's inbox", "P3.4", sound -> {
                    only.set(sound);
                    return events -> {
                        Inbox newest = only.get();
                        if (newest != null) {
                            newest.put(events);
                        }
                    };
                }),
                Fault.of("what cannot work is found out later", "P3.5", () -> new BrokenPush() {
                    @Override
                    public Intake start(Options options, Inbox inbox) throws IOException {
                        try {
                            return super.start(options, inbox);
                        } catch (ConnectorException e) {
                            return () -> {};
                        }
                    }
                }),
                intake(
                        "the end of a sender ends the source",
                        "P3.6",
                        (server, inbox) -> new TcpLinesIntake(server, inbox) {
                            @Override
                            protected void answer(Socket connection, String text) throws IOException {
                                connection.setSoTimeout(100);
                                try {
                                    if (connection.getInputStream().read() < 0) {
                                        letGoOfPort();
                                    }
                                } catch (SocketTimeoutException e) {
                                    connection.setSoTimeout(0);
                                }
                                super.answer(connection, text);
                            }
                        }));
    }

    private static Fault<PushConnector> events(String name, String breaks, UnaryOperator<Event> change) {
        return putting(
                name,
                breaks,
                sound -> events -> sound.put(events.stream().map(change).toList()));
    }

    private static Fault<PushConnector> putting(String name, String breaks, UnaryOperator<Inbox> change) {
        return Fault.of(name, breaks, () -> new BrokenPush() {
            @Override
            Inbox changed(Inbox inbox) {
                return change.apply(inbox);
            }
        });
    }

    private static Fault<PushConnector> intake(
            String name, String breaks, BiFunction<ServerSocket, Inbox, TcpLinesIntake> intake) {
        return Fault.of(name, breaks, () -> new BrokenPush() {
            @Override
            protected TcpLinesIntake intake(ServerSocket server, Inbox inbox) {
                return intake.apply(server, inbox);
            }
        });
    }

    /** An intake whose closing begins with something else. */
    static Intake closing(Intake sound, UnaryOperator<Intake> first) {
        return new Intake() {
            @Override
            public List<String> addresses() {
                return sound.addresses();
            }

            @Override
            public void close() throws IOException {
                first.apply(sound).close();
            }
        };
    }

    /** Waits for a put as long as one takes at most that nothing holds up. */
    private static Inbox acknowledgingEarly(Inbox sound) {
        return events -> {
            AtomicReference<IOException> failure = new AtomicReference<>();
            Thread put = new Thread(() -> {
                try {
                    sound.put(events);
                } catch (IOException e) {
                    failure.set(e);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            put.setDaemon(true);
            put.start();
            put.join(60);
            IOException failed = failure.get();
            if (failed != null) {
                throw failed;
            }
        };
    }
}
