package dev.mayfly.house.source;

import java.nio.file.Path;

/**
 * A Java file of the repository.
 *
 * @param module the module it belongs to
 * @param set main or test
 * @param path where it is, relative to the repository's root
 * @param text its whole content
 */
public record SourceFile(HouseModule module, SourceSet set, Path path, String text) {

    /** An invented main source of an invented published module: the place for planted faults. */
    public static SourceFile planted(String fileName, String text) {
        return planted(SourceSet.MAIN, fileName, text);
    }

    /** An invented source of an invented published module: the place for planted faults. */
    public static SourceFile planted(SourceSet set, String fileName, String text) {
        HouseModule module = new HouseModule("planted", Path.of("planted"), true);
        return new SourceFile(module, set, Path.of("planted", fileName), text);
    }

    /** The number of lines, where a last line without a line end counts too. */
    public int lines() {
        return (int) text.lines().count();
    }

    boolean isPackageInfo() {
        return path.endsWith("package-info.java");
    }
}
