package dev.mayfly.engine.wasm.wat;

import dev.mayfly.engine.wasm.wat.Node.Reader;

import java.util.HashMap;
import java.util.Map;

/** The indices of one kind of thing, and the names of some. */
final class Names {

    private final String kind;
    private final Map<String, Integer> indices = new HashMap<>();
    private int size;

    Names(String kind) {
        this.kind = kind;
    }

    /** Gives the next index to a thing; its name may be empty. */
    int add(String name, int line) {
        if (!name.isEmpty() && indices.putIfAbsent(name, size) != null) {
            throw new WatException(line, "there are two " + kind + "s " + name);
        }
        return size++;
    }

    /** Reads the name or the number of a thing. */
    int index(Reader in) {
        int line = in.line();
        if (!in.isWord("$")) {
            int index = Numbers.index(in);
            if (index >= size) {
                throw new WatException(line, "there is no " + kind + " " + index);
            }
            return index;
        }
        String name = in.word();
        Integer index = indices.get(name);
        if (index == null) {
            throw new WatException(line, "there is no " + kind + " " + name);
        }
        return index;
    }

    int size() {
        return size;
    }
}
