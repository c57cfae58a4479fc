package dev.mayfly.engine.wasm.wat;

import dev.mayfly.engine.wasm.wat.Node.Group;
import dev.mayfly.engine.wasm.wat.Node.Reader;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Assembles modules from text. It knows functions, locals, one memory, globals, data, imported
 * functions, exports, and all instructions on integers, folded or flat; not floating point, tables,
 * indirect calls, named types and whatever is newer than bulk memory. What it does not know, it
 * refuses with the line.
 *
 * <p>For what it knows, it writes the same bytes as the assembler of the WebAssembly Binary
 * Toolkit.
 *
 * <p>Thread rule: {@link #assemble} is safe for use by any thread.
 */
public final class WatAssembler {

    private static final int FUNCTION_TYPE = 0x60;

    private record Signature(List<Integer> parameters, List<Integer> results) {}

    private record Body(Reader code, Names locals, List<Integer> extra) {}

    private final Names functions = new Names("function");
    private final Names globals = new Names("global");
    private final List<Signature> types = new ArrayList<>();
    private final List<byte[]> imports = new ArrayList<>();
    private final List<byte[]> functionTypes = new ArrayList<>();
    private final List<byte[]> memories = new ArrayList<>();
    private final List<byte[]> globalDefinitions = new ArrayList<>();
    private final List<byte[]> exports = new ArrayList<>();
    private final List<Body> bodies = new ArrayList<>();
    private final List<byte[]> data = new ArrayList<>();
    private final List<Group> laterExports = new ArrayList<>();

    private WatAssembler() {}

    /**
     * Assembles a module.
     *
     * @param text the text of one module
     * @return its bytes, which have yet to be validated
     * @throws WatException if the text is not a module that this assembler knows
     */
    public static byte[] assemble(String text) {
        List<Node> nodes = new Node.Parser(text).all();
        if (nodes.size() != 1
                || !(nodes.getFirst() instanceof Group module)
                || !module.head().equals("module")) {
            throw new WatException(1, "a text holds exactly one (module …)");
        }
        return new WatAssembler().module(module);
    }

    /**
     * Assembles a file in a build: {@code WatAssembler rule.wat rule.wasm}.
     *
     * @param arguments the text's file, and the module's
     * @throws IOException if a file cannot be read or written
     * @throws WatException if the text is not a module that this assembler knows
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            throw new IllegalArgumentException("usage: WatAssembler <file.wat> <file.wasm>");
        }
        Path target = Path.of(arguments[1]).toAbsolutePath();
        Path folder = target.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.write(
                target, assemble(Files.readString(Path.of(arguments[0]), StandardCharsets.UTF_8)));
    }

    Names functions() {
        return functions;
    }

    Names globals() {
        return globals;
    }

    private byte[] module(Group module) {
        Reader fields = module.tail();
        fields.optionalName();
        while (fields.hasNext()) {
            field(fields.group());
        }
        laterExports.forEach(this::export);
        List<byte[]> code = new ArrayList<>();
        bodies.forEach(body -> code.add(code(body)));
        var bytes = new Bytes().add(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00);
        section(bytes, 1, types.stream().map(WatAssembler::signature).toList());
        section(bytes, 2, imports);
        section(bytes, 3, functionTypes);
        section(bytes, 5, memories);
        section(bytes, 6, globalDefinitions);
        section(bytes, 7, exports);
        section(bytes, 10, code);
        section(bytes, 11, data);
        return bytes.toArray();
    }

    private static void section(Bytes bytes, int id, List<byte[]> items) {
        if (!items.isEmpty()) {
            bytes.add(id).sized(new Bytes().vector(items).toArray());
        }
    }

    private void field(Group field) {
        switch (field.head()) {
            case "import" -> importFunction(field);
            case "func" -> function(field);
            case "memory" -> memory(field);
            case "global" -> global(field);
            case "export" -> laterExports.add(field);
            case "data" -> data(field);
            default ->
                    throw new WatException(
                            field.line(),
                            "this assembler does not know (" + field.head() + " …) in a module");
        }
    }

    private void importFunction(Group field) {
        Reader in = field.tail();
        byte[] module = in.text().bytes();
        byte[] name = in.text().bytes();
        Group described = in.group();
        if (!described.head().equals("func") || !bodies.isEmpty()) {
            throw new WatException(
                    field.line(), "only functions can be imported here, before all others");
        }
        Reader function = described.tail();
        functions.add(function.optionalName(), field.line());
        int type = type(signature(function, new Names("parameter")));
        imports.add(new Bytes().sized(module).sized(name).add(0x00).unsigned(type).toArray());
    }

    private void function(Group field) {
        Reader in = field.tail();
        int index = functions.add(in.optionalName(), field.line());
        inlineExports(in, 0x00, index);
        var locals = new Names("local");
        int type = type(signature(in, locals));
        functionTypes.add(new Bytes().unsigned(type).toArray());
        List<Integer> extra = new ArrayList<>();
        while (in.isGroup("local")) {
            declared(in.group(), locals, extra);
        }
        bodies.add(new Body(in, locals, extra));
    }

    private void inlineExports(Reader in, int kind, int index) {
        while (in.isGroup("export")) {
            addExport(in.group().tail().text().bytes(), kind, index);
        }
    }

    private void addExport(byte[] name, int kind, int index) {
        exports.add(new Bytes().sized(name).add(kind).unsigned(index).toArray());
    }

    private Signature signature(Reader in, Names parameters) {
        List<Integer> types = new ArrayList<>();
        while (in.isGroup("param")) {
            declared(in.group(), parameters, types);
        }
        List<Integer> results = new ArrayList<>();
        while (in.isGroup("result")) {
            Reader result = in.group().tail();
            while (result.hasNext()) {
                results.add(type(result));
            }
        }
        return new Signature(types, results);
    }

    private static void declared(Group group, Names names, List<Integer> types) {
        Reader in = group.tail();
        String name = in.optionalName();
        do {
            names.add(name, group.line());
            types.add(type(in));
        } while (in.hasNext() && name.isEmpty());
        if (in.hasNext()) {
            throw new WatException(group.line(), name + " can name one only");
        }
    }

    private int type(Signature signature) {
        int known = types.indexOf(signature);
        if (known >= 0) {
            return known;
        }
        types.add(signature);
        return types.size() - 1;
    }

    static int type(Reader in) {
        int line = in.line();
        String word = in.word();
        return switch (word) {
            case "i32" -> 0x7f;
            case "i64" -> 0x7e;
            default -> throw new WatException(line, "\"" + word + "\" is not i32 or i64");
        };
    }

    private static byte[] signature(Signature signature) {
        var bytes = new Bytes().add(FUNCTION_TYPE).unsigned(signature.parameters().size());
        signature.parameters().forEach(bytes::add);
        bytes.unsigned(signature.results().size());
        signature.results().forEach(bytes::add);
        return bytes.toArray();
    }

    private void memory(Group field) {
        if (!memories.isEmpty()) {
            throw new WatException(field.line(), "a module has one memory");
        }
        Reader in = field.tail();
        in.optionalName();
        inlineExports(in, 0x02, 0);
        int least = Numbers.index(in);
        memories.add(
                in.hasNext()
                        ? new Bytes().add(1).unsigned(least).unsigned(Numbers.index(in)).toArray()
                        : new Bytes().add(0).unsigned(least).toArray());
    }

    private void global(Group field) {
        Reader in = field.tail();
        int index = globals.add(in.optionalName(), field.line());
        inlineExports(in, 0x03, index);
        boolean mutable = in.isGroup("mut");
        int type = type(mutable ? in.group().tail() : in);
        byte[] value = new FunctionBody(this, new Names("local")).write(in);
        globalDefinitions.add(new Bytes().add(type, mutable ? 1 : 0).addAll(value).toArray());
    }

    private void export(Group field) {
        Reader in = field.tail();
        byte[] name = in.text().bytes();
        Group what = in.group();
        Reader which = what.tail();
        switch (what.head()) {
            case "func" -> addExport(name, 0x00, functions.index(which));
            case "memory" -> addExport(name, 0x02, 0);
            case "global" -> addExport(name, 0x03, globals.index(which));
            default -> throw new WatException(what.line(), what.head() + " cannot be exported");
        }
    }

    private void data(Group field) {
        Reader in = field.tail();
        in.optionalName();
        Reader offset = new Reader(field.line(), List.of(in.group()));
        var bytes = new Bytes();
        while (in.hasNext()) {
            bytes.addAll(in.text().bytes());
        }
        data.add(
                new Bytes()
                        .add(0x00)
                        .addAll(new FunctionBody(this, new Names("local")).write(offset))
                        .sized(bytes.toArray())
                        .toArray());
    }

    private byte[] code(Body body) {
        List<byte[]> runs = new ArrayList<>();
        List<Integer> extra = body.extra();
        for (int from = 0; from < extra.size(); ) {
            int to = from;
            while (to < extra.size() && extra.get(to).equals(extra.get(from))) {
                to++;
            }
            runs.add(new Bytes().unsigned(to - from).add(extra.get(from)).toArray());
            from = to;
        }
        byte[] code = new FunctionBody(this, body.locals()).write(body.code());
        return new Bytes().sized(new Bytes().vector(runs).addAll(code).toArray()).toArray();
    }
}
