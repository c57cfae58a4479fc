package dev.mayfly.house.architecture.planted.upper;

import java.io.IOException;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;

/** Reaches for the machine in six ways. */
public final class Grasping {

    Object all() throws IOException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {}));
        Object[] all = {
            Thread.ofPlatform(),
            new Timer(true),
            CompletableFuture.runAsync(() -> {}),
            new ProcessBuilder("true").start()
        };
        return all;
    }
}
