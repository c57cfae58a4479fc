package dev.mayfly.engine.wasm.wat;

import dev.mayfly.engine.wasm.wat.Instructions.Instruction;
import dev.mayfly.engine.wasm.wat.Node.Group;
import dev.mayfly.engine.wasm.wat.Node.Reader;
import dev.mayfly.engine.wasm.wat.Node.Word;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Writes the instructions of one function, folded or flat. */
final class FunctionBody {

    private static final int BLOCK = 0x02;
    private static final int LOOP = 0x03;
    private static final int IF = 0x04;
    private static final int ELSE = 0x05;
    private static final int END = 0x0b;
    private static final int NO_RESULT = 0x40;

    private static final Set<String> STRUCTURED = Set.of("block", "loop", "if");

    private final WatAssembler module;
    private final Names locals;
    private final Bytes code = new Bytes();

    /** Innermost last; an empty text where a block has no name. */
    private final List<String> labels = new ArrayList<>();

    FunctionBody(WatAssembler module, Names locals) {
        this.module = module;
        this.locals = locals;
    }

    byte[] write(Reader instructions) {
        sequence(instructions);
        if (!labels.isEmpty()) {
            throw new WatException(instructions.line(), "a block has no end");
        }
        return code.add(END).toArray();
    }

    private void sequence(Reader in) {
        while (in.hasNext()) {
            Node node = in.next();
            switch (node) {
                case Word word -> flat(word, in);
                case Group group -> folded(group);
                case Node.Text text ->
                        throw new WatException(text.line(), "a string is no instruction");
            }
        }
    }

    private void flat(Word word, Reader in) {
        switch (word.text()) {
            case "end" -> end(word);
            case "else" -> code.add(ELSE);
            default -> {
                if (STRUCTURED.contains(word.text())) {
                    open(word.text(), in);
                } else {
                    plain(word, in);
                }
            }
        }
    }

    private void end(Word word) {
        if (labels.isEmpty()) {
            throw new WatException(word.line(), "this end has no block");
        }
        labels.removeLast();
        code.add(END);
    }

    private void folded(Group group) {
        String head = group.head();
        Reader in = group.tail();
        if (head.equals("if")) {
            foldedIf(group.line(), in);
            return;
        }
        if (STRUCTURED.contains(head)) {
            open(head, in);
            int depth = labels.size();
            sequence(in);
            if (labels.size() != depth) {
                throw new WatException(group.line(), "blocks within this one do not end in it");
            }
            labels.removeLast();
            code.add(END);
            return;
        }
        // The operands of a folded instruction stand behind it and are computed before it.
        var inner = new FunctionBody(module, locals);
        inner.labels.addAll(labels);
        inner.plain((Word) group.nodes().getFirst(), in);
        sequence(in);
        code.addAll(inner.code.toArray());
    }

    private void foldedIf(int line, Reader in) {
        var head = new FunctionBody(module, locals);
        head.labels.addAll(labels);
        head.open("if", in);
        while (in.hasNext() && !in.isGroup("then")) {
            folded(in.group());
        }
        code.addAll(head.code.toArray());
        labels.add(head.labels.getLast());
        if (!in.isGroup("then")) {
            throw new WatException(line, "this if has no (then …)");
        }
        sequence(in.group().tail());
        if (in.isGroup("else")) {
            code.add(ELSE);
            sequence(in.group().tail());
        }
        if (in.hasNext()) {
            throw new WatException(in.line(), "nothing may stand behind then and else");
        }
        labels.removeLast();
        code.add(END);
    }

    private void open(String kind, Reader in) {
        labels.add(in.optionalName());
        code.add(kind.equals("block") ? BLOCK : kind.equals("loop") ? LOOP : IF);
        if (in.isGroup("result")) {
            Reader result = in.group().tail();
            code.add(WatAssembler.type(result));
            if (result.hasNext()) {
                throw new WatException(in.line(), "a block may have one result here");
            }
        } else {
            code.add(NO_RESULT);
        }
    }

    private void plain(Word word, Reader in) {
        Instruction instruction = Instructions.find(word.text());
        if (instruction == null) {
            throw new WatException(
                    word.line(), "this assembler does not know \"" + word.text() + "\"");
        }
        code.add(instruction.code());
        switch (instruction.operand()) {
            case NONE -> {}
            case LOCAL -> code.unsigned(locals.index(in));
            case GLOBAL -> code.unsigned(module.globals().index(in));
            case FUNCTION -> code.unsigned(module.functions().index(in));
            case LABEL -> code.unsigned(label(in));
            case I32 -> code.signed(Numbers.i32(in));
            case I64 -> code.signed(Numbers.i64(in));
            case MEMORY_ACCESS -> access(instruction, in);
        }
    }

    private int label(Reader in) {
        int line = in.line();
        if (!in.isWord("$")) {
            return Numbers.index(in);
        }
        String name = in.word();
        int found = labels.lastIndexOf(name);
        if (found < 0) {
            throw new WatException(line, "there is no block " + name + " around this");
        }
        return labels.size() - 1 - found;
    }

    private void access(Instruction instruction, Reader in) {
        long offset = in.isWord("offset=") ? Numbers.after("offset=", in) : 0;
        int alignment = instruction.alignment();
        if (in.isWord("align=")) {
            int line = in.line();
            long bytes = Numbers.after("align=", in);
            alignment = Long.numberOfTrailingZeros(bytes);
            if (Long.bitCount(bytes) != 1 || alignment > instruction.alignment()) {
                throw new WatException(line, "align=" + bytes + " is not possible here");
            }
        }
        code.unsigned(alignment).unsigned(offset);
    }
}
