package dev.mayfly.engine.wasm.wat;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/** The instructions that the assembler knows, with their codes. */
final class Instructions {

    /** What stands behind an instruction. */
    enum Operand {
        NONE,
        LOCAL,
        GLOBAL,
        FUNCTION,
        LABEL,
        I32,
        I64,
        MEMORY_ACCESS
    }

    /**
     * One instruction.
     *
     * @param code its bytes
     * @param operand what stands behind it
     * @param alignment of a memory access, as a power of two
     */
    @SuppressWarnings("ArrayRecordComponent") // looked up by name, never compared
    record Instruction(int[] code, Operand operand, int alignment) {}

    private static final Map<String, Instruction> ALL = new HashMap<>();

    private static final String[] COMPARISONS = {
        "eqz", "eq", "ne", "lt_s", "lt_u", "gt_s", "gt_u", "le_s", "le_u", "ge_s", "ge_u"
    };

    private static final String[] ARITHMETIC = {
        "clz", "ctz", "popcnt", "add", "sub", "mul", "div_s", "div_u", "rem_s", "rem_u", "and",
        "or", "xor", "shl", "shr_s", "shr_u", "rotl", "rotr"
    };

    static {
        put("unreachable", Operand.NONE, 0x00);
        put("nop", Operand.NONE, 0x01);
        put("br", Operand.LABEL, 0x0c);
        put("br_if", Operand.LABEL, 0x0d);
        put("return", Operand.NONE, 0x0f);
        put("call", Operand.FUNCTION, 0x10);
        put("drop", Operand.NONE, 0x1a);
        put("select", Operand.NONE, 0x1b);
        put("local.get", Operand.LOCAL, 0x20);
        put("local.set", Operand.LOCAL, 0x21);
        put("local.tee", Operand.LOCAL, 0x22);
        put("global.get", Operand.GLOBAL, 0x23);
        put("global.set", Operand.GLOBAL, 0x24);
        put("memory.size", Operand.NONE, 0x3f, 0x00);
        put("memory.grow", Operand.NONE, 0x40, 0x00);
        put("memory.copy", Operand.NONE, 0xfc, 0x0a, 0x00, 0x00);
        put("memory.fill", Operand.NONE, 0xfc, 0x0b, 0x00);
        put("i32.const", Operand.I32, 0x41);
        put("i64.const", Operand.I64, 0x42);
        put("i32.wrap_i64", Operand.NONE, 0xa7);
        put("i64.extend_i32_s", Operand.NONE, 0xac);
        put("i64.extend_i32_u", Operand.NONE, 0xad);
        put("i32.extend8_s", Operand.NONE, 0xc0);
        put("i32.extend16_s", Operand.NONE, 0xc1);
        put("i64.extend8_s", Operand.NONE, 0xc2);
        put("i64.extend16_s", Operand.NONE, 0xc3);
        put("i64.extend32_s", Operand.NONE, 0xc4);
        series("i32.", COMPARISONS, 0x45);
        series("i64.", COMPARISONS, 0x50);
        series("i32.", ARITHMETIC, 0x67);
        series("i64.", ARITHMETIC, 0x79);
        access("i32.load", 0x28, 2);
        access("i64.load", 0x29, 3);
        access("i32.load8_s", 0x2c, 0);
        access("i32.load8_u", 0x2d, 0);
        access("i32.load16_s", 0x2e, 1);
        access("i32.load16_u", 0x2f, 1);
        access("i64.load8_s", 0x30, 0);
        access("i64.load8_u", 0x31, 0);
        access("i64.load16_s", 0x32, 1);
        access("i64.load16_u", 0x33, 1);
        access("i64.load32_s", 0x34, 2);
        access("i64.load32_u", 0x35, 2);
        access("i32.store", 0x36, 2);
        access("i64.store", 0x37, 3);
        access("i32.store8", 0x3a, 0);
        access("i32.store16", 0x3b, 1);
        access("i64.store8", 0x3c, 0);
        access("i64.store16", 0x3d, 1);
        access("i64.store32", 0x3e, 2);
    }

    private Instructions() {}

    private static void put(String name, Operand operand, int... code) {
        ALL.put(name, new Instruction(code, operand, 0));
    }

    private static void access(String name, int code, int alignment) {
        ALL.put(name, new Instruction(new int[] {code}, Operand.MEMORY_ACCESS, alignment));
    }

    private static void series(String type, String[] names, int first) {
        for (int i = 0; i < names.length; i++) {
            put(type + names[i], Operand.NONE, first + i);
        }
    }

    static @Nullable Instruction find(String name) {
        return ALL.get(name);
    }
}
