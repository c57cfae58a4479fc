package dev.mayfly.engine.wasm;

import dev.mayfly.engine.wasm.SandboxException.Kind;

import org.jspecify.annotations.Nullable;

import run.endive.compiler.InterpreterFallback;
import run.endive.compiler.MachineFactoryCompiler;
import run.endive.runtime.ImportFunction;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.runtime.Machine;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmEngineException;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.FunctionImport;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.Import;
import run.endive.wasm.types.MemoryLimits;
import run.endive.wasm.types.ValType;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;

/** A module that was allowed, parsed, validated and linked; instances are made of it. */
final class LoadedModule {

    private final String name;
    private final String sha256;
    private final WasmModule module;
    private final ImportValues imports;
    private final @Nullable MemoryLimits memory;
    private final @Nullable Function<Instance, Machine> compiled;

    LoadedModule(String name, String sha256, byte[] wasm, SandboxSettings settings) {
        this.name = name;
        this.sha256 = sha256;
        try {
            module = Parser.parse(wasm);
        } catch (WasmEngineException e) {
            throw new SandboxException(
                    Kind.INVALID_MODULE, this + " is no valid module: " + e.getMessage(), e);
        }
        imports = imports(settings);
        memory = memory(settings);
        compiled =
                settings.trustedHashes().contains(sha256)
                        ? MachineFactoryCompiler.builder(module)
                                .withInterpreterFallback(InterpreterFallback.SILENT)
                                .compile()
                        : null;
    }

    static String sha256(byte[] wasm) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(wasm));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    String sha256() {
        return sha256;
    }

    boolean isCompiled() {
        return compiled != null;
    }

    private ImportValues imports(SandboxSettings settings) {
        List<ImportFunction> functions = new ArrayList<>();
        for (int i = 0; i < module.importSection().importCount(); i++) {
            Import wanted = module.importSection().getImport(i);
            String as = wanted.module() + "." + wanted.name();
            HostFunction granted = settings.grants().get(as);
            if (granted == null || !(wanted instanceof FunctionImport function)) {
                throw new SandboxException(
                        Kind.IMPORT_NOT_GRANTED,
                        "%s imports %s, which it was not granted; granted are %s"
                                .formatted(this, as, settings.grants().keySet()));
            }
            FunctionType type = module.typeSection().getType(function.typeIndex());
            functions.add(
                    new run.endive.runtime.HostFunction(
                            wanted.module(),
                            wanted.name(),
                            type,
                            (instance, arguments) -> host(granted, type, arguments)));
        }
        return ImportValues.builder().withFunctions(functions).build();
    }

    private static long[] host(HostFunction granted, FunctionType type, long[] arguments) {
        long[] signed = new long[arguments.length];
        for (int i = 0; i < signed.length; i++) {
            signed[i] = value(type.params().get(i), arguments[i]);
        }
        long result = granted.call(signed);
        return type.returns().isEmpty() ? new long[0] : new long[] {result};
    }

    static long value(ValType type, long raw) {
        return type.equals(ValType.I32) ? (int) raw : raw;
    }

    private @Nullable MemoryLimits memory(SandboxSettings settings) {
        var section = module.memorySection().orElse(null);
        if (section == null || section.memoryCount() == 0) {
            return null;
        }
        MemoryLimits declared = section.getMemory(0).limits();
        int most = (int) (settings.memoryLimit() / SandboxSettings.PAGE);
        if (section.memoryCount() > 1 || declared.initialPages() > most) {
            throw new SandboxException(
                    Kind.OUT_OF_MEMORY,
                    "%s begins with %d KiB of memory and may have %d KiB; raise the memory limit"
                            .formatted(this, declared.initialPages() * 64L, most * 64L));
        }
        return new MemoryLimits(declared.initialPages(), Math.min(most, declared.maximumPages()));
    }

    /** A fresh instance; its start function runs in here. */
    Instance instance() {
        Instance.Builder builder =
                Instance.builder(module).withImportValues(imports).withStart(false);
        if (memory != null) {
            builder.withMemoryLimits(memory);
        }
        if (compiled != null) {
            builder.withMachineFactory(compiled);
        }
        return builder.build();
    }

    @Override
    public String toString() {
        return "module \"" + name + "\"";
    }
}
