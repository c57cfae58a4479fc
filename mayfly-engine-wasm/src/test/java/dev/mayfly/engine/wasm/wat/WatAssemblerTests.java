package dev.mayfly.engine.wasm.wat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.mayfly.engine.wasm.Modules;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class WatAssemblerTests {

    private static final Path REFERENCE = Path.of("/usr/bin/wat2wasm");

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"arithmetic", "json", "host", "large"})
    void writesTheSameBytesAsTheReference(String module) throws Exception {
        boolean required = Boolean.getBoolean("mayfly.require.wabt");
        assumeThat(required || Files.isExecutable(REFERENCE))
                .as("the assembler of Debian's package wabt is installed")
                .isTrue();
        Path text = Files.writeString(folder.resolve("m.wat"), Modules.text(module));
        Path wasm = folder.resolve("m.wasm");
        Process reference =
                new ProcessBuilder(REFERENCE.toString(), text.toString(), "-o", wasm.toString())
                        .inheritIO()
                        .start();
        assertThat(reference.waitFor()).isZero();

        assertThat(WatAssembler.assemble(Modules.text(module))).isEqualTo(Files.readAllBytes(wasm));
    }

    @Test
    void assemblesFilesInABuild() throws IOException {
        Path text = Files.writeString(folder.resolve("a.wat"), "(module)");
        Path wasm = folder.resolve("new/a.wasm");
        WatAssembler.main(new String[] {text.toString(), wasm.toString()});
        assertThat(wasm).hasBinaryContent(new byte[] {0, 0x61, 0x73, 0x6d, 1, 0, 0, 0});
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "(module|this ( has no )",
                "(module))|a ) too many",
                "(module (table 1 funcref))|does not know (table",
                "(module (func f32.add))|does not know \"f32.add\"",
                "(module (func (local.get $x)))|there is no local $x",
                "(module (func (br $out)))|no block $out around",
                "(module (func block))|a block has no end",
                "(module (func end))|this end has no block",
                "(module (func (param f64)))|\"f64\" is not i32 or i64",
                "(module (func i32.const 4294967296))|no number of 32 bits",
                "(module (func i32.const ten))|no number of 32 bits",
                "(module (func $a) (func $a))|two functions $a",
                "(module (func (i32.load align=8 (i32.const 0))))|align=8",
                "(module (export \"x\" (func 3)))|no function 3",
                "(module (memory 1) (memory 1))|one memory",
                "(module (data (i32.const 0) \"\\zz\"))|no escape",
                "(func)|exactly one (module",
                "(module (func (if (i32.const 1))))|no (then"
            })
    void refusesByLineWhatItDoesNotKnow(String text, String problem) {
        assertThatThrownBy(() -> WatAssembler.assemble("\n" + text))
                .isInstanceOf(WatException.class)
                .hasMessageStartingWith("line ")
                .hasMessageContaining(problem);
    }

    @Test
    void namesTheLine() {
        assertThatThrownBy(() -> WatAssembler.assemble("(module\n;; x\n(; y\n ;) (func\n  nap))"))
                .hasMessage("line 5: this assembler does not know \"nap\"");
    }

    @Test
    void isNotOverrunByParentheses() {
        assertThatThrownBy(() -> WatAssembler.assemble("(".repeat(1_000_000)))
                .isInstanceOf(WatException.class)
                .hasMessageContaining("nested too deeply");
    }
}
