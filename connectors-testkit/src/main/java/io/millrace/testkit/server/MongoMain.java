package io.millrace.testkit.server;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The main class of the JVM of a server that speaks the protocol of MongoDB. With a file it keeps its data there, and answers
 * a write only when it is in the file: left alone, it would lose what it has acknowledged in its last second. Without one it
 * keeps data in memory and has change streams; told to by the command {@code forgetChangesBefore}, it refuses to tell changes
 * from before a cluster time, in MongoDB's words. Runs on the server's class path, so it knows the server by name only.
 */
final class MongoMain {
    private static final String PACKAGE = "de.bwaldvogel.mongo.";
    private static final Set<String> WRITES = Set.of(
            "insert",
            "update",
            "delete",
            "findAndModify",
            "findandmodify",
            "create",
            "createIndexes",
            "drop",
            "dropDatabase",
            "dropIndexes",
            "renameCollection");

    private MongoMain() {}

    /**
     * The port; the file of the data, or nothing if it is not to be kept; and, for TLS, the key store of the server and its
     * password.
     */
    public static void main(String[] args) throws ReflectiveOperationException, GeneralSecurityException, IOException {
        Class<?> type = Class.forName(PACKAGE + "MongoBackend");
        Object backend = !args[1].isEmpty()
                ? durable(type, args[1])
                : forgetful(
                        type,
                        Class.forName(PACKAGE + "backend.memory.MemoryBackend")
                                .getConstructor()
                                .newInstance());
        Class<?> server = Class.forName(PACKAGE + "MongoServer");
        Object instance = server.getConstructor(type).newInstance(backend);
        if (args[1].isEmpty()) {
            server.getMethod("enableOplog").invoke(instance);
        }
        if (args.length > 2) {
            KeyStore keys = KeyStore.getInstance(new File(args[2]), args[3].toCharArray());
            String alias = keys.aliases().nextElement();
            server.getMethod("enableSsl", PrivateKey.class, String.class, X509Certificate[].class)
                    .invoke(instance, keys.getKey(alias, args[3].toCharArray()), null, new X509Certificate[] {
                        (X509Certificate) keys.getCertificate(alias)
                    });
        }
        server.getMethod("bind", String.class, int.class).invoke(instance, "127.0.0.1", Integer.parseInt(args[0]));
        System.out.println("serving");
    }

    /** The backend over a file, with a commit after each message that writes; one at a time, or it would commit half of another. */
    private static Object durable(Class<?> type, String file) throws ReflectiveOperationException {
        Class<?> builder = Class.forName("org.h2.mvstore.MVStore$Builder");
        Object settings = builder.getConstructor().newInstance();
        builder.getMethod("fileName", String.class).invoke(settings, file);
        builder.getMethod("autoCommitDisabled").invoke(settings);
        Object store = builder.getMethod("open").invoke(settings);
        Object backend = Class.forName(PACKAGE + "backend.h2.H2Backend")
                .getConstructor(store.getClass())
                .newInstance(store);
        Method commit = store.getClass().getMethod("commit");
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
            try {
                if (!method.getName().equals("handleMessage") || !writes(arguments[0])) {
                    return method.invoke(backend, arguments);
                }
                synchronized (store) {
                    Object answer = method.invoke(backend, arguments);
                    commit.invoke(store);
                    return answer;
                }
            } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
            }
        });
    }

    /** The backend that refuses to tell changes from before a time that it is given: they stay in the server for ever. */
    private static Object forgetful(Class<?> type, Object backend) throws ReflectiveOperationException {
        AtomicLong oldest = new AtomicLong();
        Class<?> time = Class.forName(PACKAGE + "bson.BsonTimestamp");
        Constructor<?> error = Class.forName(PACKAGE + "exception.MongoServerError")
                .getConstructor(int.class, String.class, String.class);
        Constructor<?> answer = Class.forName(PACKAGE + "bson.Document").getConstructor(String.class, Object.class);
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
            if (method.getName().equals("handleMessage")) {
                Map<?, ?> document = document(arguments[0]);
                Object before = document.get("forgetChangesBefore");
                if (before != null) {
                    oldest.set((long) time.getMethod("getValue").invoke(before));
                    return answer.newInstance("ok", 1.0);
                } else if (document.get("pipeline") instanceof List<?> stages
                        && !stages.isEmpty()
                        && ((Map<?, ?>) stages.get(0)).get("$changeStream") instanceof Map<?, ?> asked) {
                    Object after = asked.get("startAfter");
                    Object at = asked.get("startAtOperationTime");
                    long from = after != null
                            ? Long.parseLong(String.valueOf(((Map<?, ?>) after).get("_data")), 16)
                            : at != null ? (long) time.getMethod("getValue").invoke(at) : Long.MAX_VALUE;
                    if (from < oldest.get()) {
                        throw (Throwable) error.newInstance(
                                286, "ChangeStreamHistoryLost", "the resume point may no longer be in the oplog");
                    }
                }
            }
            try {
                return method.invoke(backend, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
            }
        });
    }

    private static boolean writes(Object message) throws ReflectiveOperationException {
        return WRITES.contains(
                String.valueOf(document(message).keySet().iterator().next()));
    }

    private static Map<?, ?> document(Object message) throws ReflectiveOperationException {
        return (Map<?, ?>) message.getClass().getMethod("getDocument").invoke(message);
    }
}
