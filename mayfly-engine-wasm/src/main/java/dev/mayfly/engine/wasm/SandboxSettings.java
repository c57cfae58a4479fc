package dev.mayfly.engine.wasm;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a sandbox allows. Without any setting: no module, 16 MiB of memory, 5 s, no import,
 * interpreted.
 *
 * @param modules bytes of modules by name
 * @param allowedHashes the SHA-256 of every module that may run; empty means the modules listed
 *     here and no other
 * @param trustedHashes the SHA-256 of modules that are compiled to Java byte code and run some
 *     hundred times faster; all others are interpreted, which is the safer way for code of
 *     strangers
 * @param grants functions of the host by the names that modules import them by, such as {@code
 *     env.log}
 * @param memoryLimit the most bytes that one call may have, rounded down to pages of 64 KiB
 * @param timeLimit the most real time that one call may take
 */
public record SandboxSettings(
        Map<String, ByteBuffer> modules,
        Set<String> allowedHashes,
        Set<String> trustedHashes,
        Map<String, HostFunction> grants,
        long memoryLimit,
        Duration timeLimit) {

    /** 16 MiB. */
    public static final long DEFAULT_MEMORY_LIMIT = 16L << 20;

    /** 5 s. */
    public static final Duration DEFAULT_TIME_LIMIT = Duration.ofSeconds(5);

    /** The size of a page, 64 KiB. */
    static final int PAGE = 64 << 10;

    /** Nothing allowed but 16 MiB and 5 s. */
    public static final SandboxSettings DEFAULTS =
            new SandboxSettings(
                    Map.of(),
                    Set.of(),
                    Set.of(),
                    Map.of(),
                    DEFAULT_MEMORY_LIMIT,
                    DEFAULT_TIME_LIMIT);

    /**
     * Copies the collections and checks the values.
     *
     * @throws IllegalArgumentException if a hash is not 64 hexadecimal digits, the memory is less
     *     than a page or more than 2 GiB, the time is not positive, or a trusted or listed module
     *     is not among the allowed ones
     */
    public SandboxSettings {
        modules = Map.copyOf(modules);
        allowedHashes = checked(allowedHashes);
        trustedHashes = checked(trustedHashes);
        grants = Map.copyOf(grants);
        if (memoryLimit < PAGE || memoryLimit >= Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "memory limit " + memoryLimit + " is not between 64 KiB and 2 GiB");
        }
        if (!timeLimit.isPositive()) {
            throw new IllegalArgumentException("time limit " + timeLimit + " is not positive");
        }
        for (String trusted : trustedHashes) {
            if (!allowedHashes.isEmpty() && !allowedHashes.contains(trusted)) {
                throw new IllegalArgumentException(
                        "module " + trusted + " is trusted, but not among those allowed");
            }
        }
    }

    private static Set<String> checked(Set<String> hashes) {
        Set<String> lower = new HashSet<>();
        for (String hash : hashes) {
            if (!hash.matches("[0-9a-fA-F]{64}")) {
                throw new IllegalArgumentException(
                        "\"" + hash + "\" is no SHA-256, which has 64 hexadecimal digits");
            }
            lower.add(hash.toLowerCase(Locale.ROOT));
        }
        return Set.copyOf(lower);
    }

    /**
     * These settings with one module more.
     *
     * @param name what bodies find it by
     * @param wasm its bytes, which are copied
     * @return a copy
     */
    public SandboxSettings withModule(String name, byte[] wasm) {
        Map<String, ByteBuffer> more = new HashMap<>(modules);
        more.put(name, ByteBuffer.wrap(wasm.clone()).asReadOnlyBuffer());
        return new SandboxSettings(
                more, allowedHashes, trustedHashes, grants, memoryLimit, timeLimit);
    }

    /**
     * These settings with other hashes allowed.
     *
     * @param hashes SHA-256 in hexadecimal
     * @return a copy
     * @throws IllegalArgumentException if one is none
     */
    public SandboxSettings withAllowedHashes(Set<String> hashes) {
        return new SandboxSettings(modules, hashes, trustedHashes, grants, memoryLimit, timeLimit);
    }

    /**
     * These settings with other modules trusted.
     *
     * @param hashes SHA-256 in hexadecimal
     * @return a copy
     * @throws IllegalArgumentException if one is none, or not allowed
     */
    public SandboxSettings withTrustedHashes(Set<String> hashes) {
        return new SandboxSettings(modules, allowedHashes, hashes, grants, memoryLimit, timeLimit);
    }

    /**
     * These settings with one function of the host granted.
     *
     * @param importedAs what modules import it by, such as {@code env.log}
     * @param function the function
     * @return a copy
     */
    public SandboxSettings withGrant(String importedAs, HostFunction function) {
        Map<String, HostFunction> more = new HashMap<>(grants);
        more.put(importedAs, function);
        return new SandboxSettings(
                modules, allowedHashes, trustedHashes, more, memoryLimit, timeLimit);
    }

    /**
     * These settings with another limit on memory.
     *
     * @param bytes for one call
     * @return a copy
     * @throws IllegalArgumentException if that is less than 64 KiB or more than 2 GiB
     */
    public SandboxSettings withMemoryLimit(long bytes) {
        return new SandboxSettings(modules, allowedHashes, trustedHashes, grants, bytes, timeLimit);
    }

    /**
     * These settings with another limit on time.
     *
     * @param time for one call
     * @return a copy
     * @throws IllegalArgumentException if it is not positive
     */
    public SandboxSettings withTimeLimit(Duration time) {
        return new SandboxSettings(
                modules, allowedHashes, trustedHashes, grants, memoryLimit, time);
    }
}
