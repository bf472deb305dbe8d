package io.millrace.testkit.server;

/** A main class in one class file, which says that it waits and does so until it is killed. */
final class Waiter {
    private Waiter() {}

    public static void main(String[] args) throws InterruptedException {
        System.out.println("waiting");
        Thread.currentThread().join();
    }
}
