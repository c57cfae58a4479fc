package dev.mayfly.house.source;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * A source file with its syntax tree, as javac's parser sees it: no types are resolved.
 *
 * @param source the file
 * @param unit its syntax tree
 * @param trees positions and comments of the tree
 */
public record ParsedFile(SourceFile source, CompilationUnitTree unit, Trees trees) {

    /**
     * Parses files together, in their order.
     *
     * @throws IllegalArgumentException when a file has a syntax error
     */
    public static List<ParsedFile> parse(List<SourceFile> sources) {
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        JavacTask task =
                (JavacTask)
                        ToolProvider.getSystemJavaCompiler()
                                .getTask(
                                        null,
                                        null,
                                        problems,
                                        List.of("-proc:none"),
                                        null,
                                        sources.stream().map(InMemory::new).toList());
        List<ParsedFile> parsed = new ArrayList<>();
        try {
            Iterator<SourceFile> source = sources.iterator();
            for (CompilationUnitTree unit : task.parse()) {
                parsed.add(new ParsedFile(source.next(), unit, Trees.instance(task)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (Diagnostic<?> problem : problems.getDiagnostics()) {
            if (problem.getKind() == Diagnostic.Kind.ERROR) {
                throw new IllegalArgumentException(problem.toString());
            }
        }
        return parsed;
    }

    /** Parses every Java file of the repository. */
    public static List<ParsedFile> all() {
        return parse(Repository.javaFiles());
    }

    /** Whether this is the description of a package. */
    public boolean isPackageInfo() {
        return source.isPackageInfo();
    }

    /** The package's name, empty for the unnamed package. */
    public String packageName() {
        return unit.getPackageName() == null ? "" : unit.getPackageName().toString();
    }

    /** The types declared at the top of the file. */
    public List<ClassTree> topLevelTypes() {
        return unit.getTypeDecls().stream()
                .filter(ClassTree.class::isInstance)
                .map(ClassTree.class::cast)
                .toList();
    }

    /** The Javadoc text of a declaration, or null where there is none. */
    public @Nullable String javadoc(TreePath path) {
        return trees.getDocComment(path);
    }

    /** The line, from 1, on which a tree starts. */
    public long firstLine(Tree tree) {
        return unit.getLineMap()
                .getLineNumber(trees.getSourcePositions().getStartPosition(unit, tree));
    }

    /** The line, from 1, on which a tree ends. */
    public long lastLine(Tree tree) {
        return unit.getLineMap()
                .getLineNumber(trees.getSourcePositions().getEndPosition(unit, tree));
    }

    /** A violation at a tree of this file. */
    public Violation violation(Tree tree, String message) {
        return new Violation(source.path(), firstLine(tree), message);
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
    }
}
