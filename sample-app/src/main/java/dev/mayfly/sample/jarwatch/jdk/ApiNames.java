package dev.mayfly.sample.jarwatch.jdk;

import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.stream.Collectors;

/** Writes internal names the way people do. */
public final class ApiNames {

    private ApiNames() {}

    /**
     * Makes a text from a jar fit for a log line or a page: control characters, which only a
     * hostile or broken file has there, become the replacement character.
     *
     * @param text any text
     * @return the text without control characters
     */
    public static String printable(String text) {
        if (text.codePoints().noneMatch(Character::isISOControl)) {
            return text;
        }
        StringBuilder printable = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> Character.isISOControl(c) ? 0xFFFD : c)
                .forEach(printable::appendCodePoint);
        return printable.toString();
    }

    /**
     * Writes a class's internal name as people do.
     *
     * @param internalName for instance {@code java/lang/Thread}
     * @return for instance {@code java.lang.Thread}, {@linkplain #printable printable}
     */
    public static String readable(String internalName) {
        return printable(internalName.replace('/', '.'));
    }

    /**
     * Writes a member as people do.
     *
     * @param owner the class's internal name
     * @param name the member's name, {@code <init>} for a constructor
     * @param descriptor its descriptor
     * @return for instance {@code java.lang.Thread.stop(Throwable)} or {@code new
     *     java.lang.Integer(int)}
     */
    static String readable(String owner, String name, String descriptor) {
        if (!descriptor.startsWith("(")) {
            return readable(owner) + '.' + printable(name);
        }
        String parameters;
        try {
            parameters =
                    MethodTypeDesc.ofDescriptor(descriptor).parameterList().stream()
                            .map(ClassDesc::displayName)
                            .collect(Collectors.joining(", ", "(", ")"));
        } catch (IllegalArgumentException malformed) {
            parameters = descriptor;
        }
        return name.equals(ConstantDescs.INIT_NAME)
                ? "new " + readable(owner) + printable(parameters)
                : readable(owner) + '.' + printable(name) + printable(parameters);
    }
}
