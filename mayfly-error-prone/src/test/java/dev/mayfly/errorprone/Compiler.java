package dev.mayfly.errorprone;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** The compiler with Error Prone as a plugin, as users have it. */
final class Compiler {

    private Compiler() {}

    /** What the compiler says of one file, whose classes it writes into a folder. */
    static List<Diagnostic<? extends JavaFileObject>> compile(
            String fileName, String text, Path output, String plugin) {
        String classPath = System.getProperty("java.class.path");
        var said = new DiagnosticCollector<JavaFileObject>();
        var source =
                new SimpleJavaFileObject(
                        URI.create("string:///" + fileName), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return text;
                    }
                };
        List<String> options =
                List.of(
                        "-proc:none",
                        "-g",
                        "-Xmaxwarns",
                        "10000",
                        "-classpath",
                        classPath,
                        "-processorpath",
                        classPath,
                        "-d",
                        output.toString(),
                        "-XDcompilePolicy=simple",
                        "--should-stop=ifError=FLOW",
                        "-XDaddTypeAnnotationsToSymbol=true",
                        plugin);
        ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, said, options, null, List.of(source))
                .call();
        return said.getDiagnostics();
    }
}
