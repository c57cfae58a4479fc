package dev.mayfly.engine.wasm;

import dev.mayfly.engine.wasm.SandboxException.Kind;
import dev.mayfly.kernel.task.TaskContext;

import run.endive.runtime.ExportFunction;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;
import run.endive.runtime.TrapException;
import run.endive.runtime.WasmInterruptedException;
import run.endive.wasm.WasmEngineException;
import run.endive.wasm.types.ExternalType;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.ValType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;

/** The calls of one task into one module. */
final class SandboxCall implements SandboxProgram {

    private static final List<ValType> PAIR = List.of(ValType.I32, ValType.I32);

    private final TaskContext task;
    private final LoadedModule module;
    private final Duration limit;
    private final ScheduledExecutorService timer;

    SandboxCall(
            TaskContext task, LoadedModule module, Duration limit, ScheduledExecutorService timer) {
        this.task = task;
        this.module = module;
        this.limit = limit;
        this.timer = timer;
    }

    @Override
    public String sha256() {
        return module.sha256();
    }

    @Override
    public List<Long> call(String function, long... arguments) {
        return guarded(
                function,
                instance -> {
                    FunctionType type = type(instance, function);
                    long[] raw = arguments(function, type, arguments);
                    long[] results = instance.export(function).apply(raw);
                    List<Long> values = new ArrayList<>();
                    for (int i = 0; i < type.returns().size(); i++) {
                        values.add(LoadedModule.value(type.returns().get(i), results[i]));
                    }
                    return List.copyOf(values);
                });
    }

    @Override
    public String callJson(String function, String json) {
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        return guarded(function, instance -> callJson(instance, function, text));
    }

    private String callJson(Instance instance, String function, byte[] text) {
        check(instance, function, PAIR, ValType.I64);
        check(instance, "alloc", List.of(ValType.I32), ValType.I32);
        Memory memory = instance.memory();
        if (memory == null) {
            throw wrong(function, "has no memory to hand JSON over in");
        }
        ExportFunction alloc = instance.export("alloc");
        long pointer = Integer.toUnsignedLong((int) alloc.apply(text.length)[0]);
        if (pointer == 0 || pointer + text.length > size(memory)) {
            throw new SandboxException(
                    Kind.OUT_OF_MEMORY,
                    "%s has no room for %d bytes of JSON: alloc returned %d of %d"
                            .formatted(module, text.length, pointer, size(memory)));
        }
        memory.write((int) pointer, text);
        long answer = instance.export(function).apply(pointer, text.length)[0];
        long from = answer >>> 32;
        long length = answer & 0xffff_ffffL;
        if (from + length > size(memory)) {
            throw new SandboxException(
                    Kind.TRAP,
                    "function \"%s\" of %s answers with %d bytes at %d, outside its memory of %d"
                            .formatted(function, module, length, from, size(memory)));
        }
        byte[] bytes = memory.readBytes((int) from, (int) length);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static long size(Memory memory) {
        return (long) memory.pages() * SandboxSettings.PAGE;
    }

    private <T> T guarded(String function, Function<Instance, T> call) {
        // A task that was stopped starts nothing, and nothing runs on a thread not the task's.
        var _ = task.now();
        try (var guard = new CallGuard(timer, limit.toNanos())) {
            try {
                return call.apply(module.instance());
            } catch (WasmInterruptedException e) {
                throw interrupted(function, guard, e);
            } catch (TrapException e) {
                throw trap(function, e);
            } catch (WasmEngineException e) {
                if (guard.isExpired() || task.isCancelled()) {
                    throw interrupted(function, guard, e);
                }
                throw trap(function, e);
            } catch (StackOverflowError e) {
                throw trap(function, new IllegalStateException("call stack exhausted", e));
            }
        }
    }

    private RuntimeException interrupted(
            String function, CallGuard guard, WasmEngineException cause) {
        if (task.isCancelled()) {
            var _ = task.now(); // throws what the task was stopped by
        }
        if (guard.isExpired()) {
            return new SandboxException(
                    Kind.TIMED_OUT,
                    "function \"%s\" of %s took longer than its time limit of %s"
                            .formatted(function, module, limit),
                    cause);
        }
        Thread.currentThread().interrupt();
        return new SandboxException(
                Kind.INTERRUPTED,
                "function \"%s\" of %s was interrupted".formatted(function, module),
                cause);
    }

    private SandboxException trap(String function, RuntimeException cause) {
        return new SandboxException(
                Kind.TRAP,
                "function \"%s\" of %s trapped: %s".formatted(function, module, cause.getMessage()),
                cause);
    }

    private FunctionType type(Instance instance, String function) {
        var exports = instance.module().exportSection();
        List<String> functions = new ArrayList<>();
        for (int i = 0; i < exports.exportCount(); i++) {
            if (exports.getExport(i).exportType() == ExternalType.FUNCTION) {
                functions.add(exports.getExport(i).name());
            }
        }
        if (!functions.contains(function)) {
            throw new SandboxException(
                    Kind.UNKNOWN_FUNCTION,
                    "%s exports no function \"%s\"; it exports %s"
                            .formatted(module, function, functions));
        }
        return instance.exportType(function);
    }

    private void check(
            Instance instance, String function, List<ValType> parameters, ValType result) {
        FunctionType type = type(instance, function);
        if (!type.params().equals(parameters) || !type.returns().equals(List.of(result))) {
            throw wrong(
                    function,
                    "is %s, which does not take JSON: that needs %s and an alloc of %s"
                            .formatted(type, "(i32, i32) -> i64", "(i32) -> i32"));
        }
    }

    private long[] arguments(String function, FunctionType type, long[] arguments) {
        if (type.params().size() != arguments.length) {
            throw wrong(
                    function,
                    "takes %d arguments and got %d"
                            .formatted(type.params().size(), arguments.length));
        }
        for (int i = 0; i < arguments.length; i++) {
            ValType parameter = type.params().get(i);
            boolean wide = parameter.equals(ValType.I64);
            if (!wide && !parameter.equals(ValType.I32)) {
                throw wrong(function, "takes a " + parameter + ", and only integers are passed");
            }
            if (!wide && (arguments[i] < Integer.MIN_VALUE || arguments[i] > 0xffff_ffffL)) {
                throw wrong(function, "takes an i32, which " + arguments[i] + " is not");
            }
        }
        return arguments;
    }

    private SandboxException wrong(String function, String what) {
        return new SandboxException(
                Kind.WRONG_ARGUMENTS, "function \"%s\" of %s %s".formatted(function, module, what));
    }
}
