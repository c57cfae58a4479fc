package dev.mayfly.spring.boot.autoconfigure.configuration;

import dev.mayfly.engine.wasm.HostFunction;
import dev.mayfly.engine.wasm.SandboxException;
import dev.mayfly.engine.wasm.SandboxSettings;
import dev.mayfly.engine.wasm.WasmEngine;
import dev.mayfly.kernel.engine.Engine;
import dev.mayfly.kernel.engine.threaded.ThreadedEngine;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes WASM engines. Cannot be loaded without their module, which is optional: {@link
 * WasmEngines#isPresent} is to be asked first.
 */
public final class WasmEngineMaker {

    private WasmEngineMaker() {}

    /**
     * Makes an engine.
     *
     * @param name its name
     * @param parallelism how many platform threads run its bodies
     * @param wasm its settings; null for the defaults
     * @param beans hold the functions that may be granted
     * @return the engine
     * @throws MayflyConfigurationException if a module may not or cannot run
     */
    public static Engine make(
            String name,
            int parallelism,
            MayflyProperties.@Nullable Wasm wasm,
            ListableBeanFactory beans) {
        String key = "mayfly.engines." + name + ".wasm";
        try {
            SandboxSettings settings =
                    wasm == null
                            ? SandboxSettings.DEFAULTS
                            : settings(key, wasm, beans.getBeansOfType(HostFunction.class));
            return new WasmEngine(new ThreadedEngine(name, parallelism), settings);
        } catch (SandboxException | IllegalArgumentException e) {
            throw problem(
                    key,
                    String.valueOf(e.getMessage()),
                    "Change the module, or what the settings below this key allow.");
        }
    }

    private static SandboxSettings settings(
            String key, MayflyProperties.Wasm wasm, Map<String, HostFunction> functions) {
        SandboxSettings settings =
                SandboxSettings.DEFAULTS
                        .withMemoryLimit(wasm.memoryLimit().toBytes())
                        .withTimeLimit(wasm.timeLimit())
                        .withAllowedHashes(Set.copyOf(wasm.allowedHashes()));
        for (String grant : wasm.grants()) {
            HostFunction function = functions.get(grant);
            if (function == null) {
                throw problem(
                        key + ".grants",
                        "There is no bean of type HostFunction called \"" + grant + "\".",
                        "Declare it with @Bean(\""
                                + grant
                                + "\"), or remove the grant. Beans are "
                                + functions.keySet()
                                + ".");
            }
            settings = settings.withGrant(grant, function);
        }
        Set<String> trusted = new HashSet<>();
        for (Map.Entry<String, MayflyProperties.WasmModule> entry : wasm.modules().entrySet()) {
            byte[] bytes = bytes(entry.getValue());
            settings = settings.withModule(entry.getKey(), bytes);
            if (entry.getValue().trusted()) {
                trusted.add(sha256(bytes));
            }
        }
        return settings.withTrustedHashes(trusted);
    }

    private static byte[] bytes(MayflyProperties.WasmModule module) {
        String location = module.location();
        assert location != null : "the check of the values let a module without location pass";
        try {
            return WasmEngines.resource(location).getContentAsByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    private static MayflyConfigurationException problem(String key, String problem, String fix) {
        return new MayflyConfigurationException(
                List.of(new ConfigurationProblem(key, null, null, problem, fix)));
    }
}
