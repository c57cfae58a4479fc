package dev.mayfly.engine.wasm;

import dev.mayfly.engine.wasm.wat.WatAssembler;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The modules of the tests, assembled from their texts. */
public final class Modules {

    private Modules() {}

    public static String text(String name) {
        try (InputStream in = Modules.class.getResourceAsStream(name + ".wat")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] wasm(String name) {
        return WatAssembler.assemble(text(name));
    }
}
