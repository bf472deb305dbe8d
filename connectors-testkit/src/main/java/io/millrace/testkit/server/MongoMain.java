package io.millrace.testkit.server;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Set;

/**
 * The main class of the JVM of a server that speaks the protocol of MongoDB. With a file it keeps its data there, and answers
 * a write only when it is in the file: left alone, it would lose what it has acknowledged in its last second. Without one it
 * keeps data in memory and has change streams. Runs on the server's class path, so it knows the server by name only.
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

    /** The port, and the file of the data if it is to be kept. */
    public static void main(String[] args) throws ReflectiveOperationException {
        Class<?> type = Class.forName(PACKAGE + "MongoBackend");
        Object backend = args.length > 1
                ? durable(type, args[1])
                : Class.forName(PACKAGE + "backend.memory.MemoryBackend")
                        .getConstructor()
                        .newInstance();
        Class<?> server = Class.forName(PACKAGE + "MongoServer");
        Object instance = server.getConstructor(type).newInstance(backend);
        if (args.length == 1) {
            server.getMethod("enableOplog").invoke(instance);
        }
        server.getMethod("bind", String.class, int.class).invoke(instance, "127.0.0.1", Integer.parseInt(args[0]));
        System.out.println("serving");
    }

    /** The backend over a file, with a commit after each message that writes. */
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
                Object answer = method.invoke(backend, arguments);
                if (method.getName().equals("handleMessage") && writes(arguments[0])) {
                    commit.invoke(store);
                }
                return answer;
            } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
            }
        });
    }

    private static boolean writes(Object message) throws ReflectiveOperationException {
        Map<?, ?> document =
                (Map<?, ?>) message.getClass().getMethod("getDocument").invoke(message);
        return WRITES.contains(String.valueOf(document.keySet().iterator().next()));
    }
}
