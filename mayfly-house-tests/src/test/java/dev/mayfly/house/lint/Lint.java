package dev.mayfly.house.lint;

import dev.mayfly.house.source.Repository;
import dev.mayfly.house.source.SourceFile;
import dev.mayfly.house.source.SourceSet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * A compilation for its warnings alone: all main sources at once, with Error Prone, NullAway,
 * javac's lint and doclint on. It stands apart from the modules' own compilation, so that lint is
 * never in the way of running the application. The classes it writes are thrown away.
 */
final class Lint {

    /**
     * Checks of javac that are off: {@code processing} and {@code classfile} speak of other
     * people's annotations, {@code this-escape} of constructors that subclasses elsewhere could
     * break, which final classes have not, and {@code try} calls a scope that is only closed
     * unused.
     */
    private static final String JAVAC_LINT =
            "-Xlint:all,-processing,-classfile,-this-escape,-path,-try";

    /**
     * Checks of Error Prone that are off, each against a habit of this house: the kernel counts in
     * arrays by {@code ordinal()}; {@code yield} and {@code record} are words of the trade; the
     * precedence of {@code &&} over {@code ||} is taken as known; {@code ==} between objects means
     * identity wherever it is written; a future may be of no interest to who starts it; the caller
     * of a job by its name is the one who knows the type of its result; nobody has Guava's Splitter
     * here; a bean method whose business is to refuse always throws.
     */
    private static final List<String> ERROR_PRONE_OFF =
            List.of(
                    "EnumOrdinal",
                    "NamedLikeContextualKeyword",
                    "OperatorPrecedence",
                    "ReferenceEquality",
                    "FutureReturnValueIgnored",
                    "TypeParameterUnusedInFormals",
                    "StringSplitter",
                    "DoNotCallSuggester");

    private Lint() {}

    /** Compiles sources together against this test's class path; returns errors and warnings. */
    static List<String> check(List<SourceFile> sources, Path output) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(diagnostics, Locale.ROOT, StandardCharsets.UTF_8)) {
            files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(output));
            files.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath());
            files.setLocationFromPaths(StandardLocation.ANNOTATION_PROCESSOR_PATH, classPath());
            List<InMemory> units = sources.stream().map(InMemory::new).toList();
            compiler.getTask(null, files, diagnostics, options(), null, units).call();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Set<Diagnostic.Kind> silent = Set.of(Diagnostic.Kind.NOTE, Diagnostic.Kind.OTHER);
        return diagnostics.getDiagnostics().stream()
                .filter(diagnostic -> !silent.contains(diagnostic.getKind()))
                .map(Lint::describe)
                .toList();
    }

    /** The main sources of all modules. */
    static List<SourceFile> mainSources() {
        return Repository.javaFiles().stream()
                .filter(file -> file.set() == SourceSet.MAIN)
                .toList();
    }

    private static List<String> options() {
        List<String> errorProne = new ArrayList<>();
        errorProne.add("-Xplugin:ErrorProne");
        errorProne.add("-Xep:NullAway:ERROR");
        errorProne.add("-XepOpt:NullAway:AnnotatedPackages=dev.mayfly");
        // Type arguments count too: a job of @Nullable Object may return null.
        errorProne.add("-XepOpt:NullAway:JSpecifyMode=true");
        // An asserted invariant counts as known: tests run with assertions on.
        errorProne.add("-XepOpt:NullAway:AssertsEnabled=true");
        ERROR_PRONE_OFF.forEach(check -> errorProne.add("-Xep:" + check + ":OFF"));
        return List.of(
                // Of what is inside the compiler, checks for Error Prone speak. It could not be
                // exported if a release were named; without one it is that of this JVM.
                "--add-exports=jdk.compiler/com.sun.tools.javac.code=ALL-UNNAMED",
                "--add-exports=jdk.compiler/com.sun.tools.javac.tree=ALL-UNNAMED",
                "--add-exports=jdk.compiler/com.sun.tools.javac.util=ALL-UNNAMED",
                "-parameters",
                "-proc:none",
                "-XDcompilePolicy=simple",
                "--should-stop=ifError=FLOW",
                "-XDaddTypeAnnotationsToSymbol=true",
                "-Xmaxwarns",
                "1000",
                "-Xmaxerrs",
                "1000",
                JAVAC_LINT,
                "-Xdoclint:all,-missing",
                errorProne.stream().collect(Collectors.joining(" ")));
    }

    /**
     * Everything on this JVM's class path but the repository's own modules: those are compiled
     * here.
     */
    private static List<Path> classPath() {
        Path root = Repository.root();
        return Arrays.stream(
                        System.getProperty("java.class.path").split(java.io.File.pathSeparator))
                .map(Path::of)
                .filter(path -> !path.startsWith(root) && !path.toString().contains("mayfly-"))
                .filter(path -> !path.getFileName().toString().startsWith("sample-app"))
                .toList();
    }

    private static String describe(Diagnostic<? extends JavaFileObject> diagnostic) {
        JavaFileObject source = diagnostic.getSource();
        String place =
                source instanceof InMemory file
                        ? file.source.path() + ":" + diagnostic.getLineNumber() + ": "
                        : "";
        return place + diagnostic.getKind() + ": " + diagnostic.getMessage(Locale.ROOT);
    }

    private static final class InMemory extends SimpleJavaFileObject {

        private final SourceFile source;

        InMemory(SourceFile source) {
            super(
                    URI.create("string:///" + source.path().toString().replace('\\', '/')),
                    Kind.SOURCE);
            this.source = source;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source.text();
        }

        @Override
        public boolean isNameCompatible(String simpleName, Kind kind) {
            return source.path().endsWith(simpleName + kind.extension);
        }
    }
}
