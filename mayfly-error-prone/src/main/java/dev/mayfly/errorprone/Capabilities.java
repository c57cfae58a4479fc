package dev.mayfly.errorprone;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;

import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.IntersectionType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.TypeVariable;

/** What methods do with an {@code Iso}, as far as their declaration tells. */
final class Capabilities {

    private static final String ISO = "dev.mayfly.agents.capability.Iso";
    private static final String SENDABLE = "dev.mayfly.agents.capability.Sendable";
    private static final String OBJECT = "java.lang.Object";

    private static final Set<String> USING_UP = Set.of("take", "handOver");

    /** They answer for an {@code Iso} that was given away, too. */
    private static final Set<String> ASKING =
            Set.of("isConsumed", "toString", "hashCode", "equals", "getClass");

    private Capabilities() {}

    static boolean isIso(@Nullable TypeMirror type) {
        return type != null && isNamed(type, ISO);
    }

    /** Whether a method of {@code Iso} uses it up. */
    static boolean usesUp(Element method) {
        return USING_UP.contains(method.getSimpleName().toString());
    }

    /** Whether a method of {@code Iso} may be called at any time. */
    static boolean asks(Element method) {
        return ASKING.contains(method.getSimpleName().toString());
    }

    /** Whether a method is called {@code try…}, and may therefore leave what it is given. */
    static boolean onlyTries(ExecutableElement method) {
        String name = method.getSimpleName().toString();
        return name.length() > 3 && name.startsWith("try") && Character.isUpperCase(name.charAt(3));
    }

    /** Whether a method has perhaps taken what it is given also where it throws. */
    static boolean takesAndMayThrow(ExecutableElement method) {
        return method.getSimpleName().contentEquals("ask");
    }

    /** Whether a method says by {@code true} that it has done what it tried. */
    static boolean saysWhether(ExecutableElement method) {
        return method.getReturnType().getKind() == TypeKind.BOOLEAN;
    }

    /** Whether an argument at that place is given away. */
    static boolean givesAway(ExecutableElement method, int index) {
        TypeMirror declared = parameter(method, index);
        return declared != null && isNamed(declared, SENDABLE);
    }

    /** Whether an argument at that place is looked at only, as by a log or {@code contains}. */
    static boolean looksAt(ExecutableElement method, int index) {
        TypeMirror declared = parameter(method, index);
        return declared instanceof DeclaredType type && isOf(type, OBJECT);
    }

    /** As declared: of a generic method the type variable and not what stands for it in a call. */
    private static @Nullable TypeMirror parameter(ExecutableElement method, int index) {
        List<? extends VariableElement> parameters = method.getParameters();
        int last = parameters.size() - 1;
        if (index > last && !method.isVarArgs() || last < 0) {
            return null;
        }
        TypeMirror declared = parameters.get(Math.min(index, last)).asType();
        return method.isVarArgs() && index >= last && declared instanceof ArrayType many
                ? many.getComponentType()
                : declared;
    }

    private static boolean isNamed(TypeMirror type, String name) {
        return switch (type) {
            case TypeVariable variable -> isNamed(variable.getUpperBound(), name);
            case IntersectionType all ->
                    all.getBounds().stream().anyMatch(each -> isNamed(each, name));
            case DeclaredType declared -> isOf(declared, name);
            default -> false;
        };
    }

    private static boolean isOf(DeclaredType type, String name) {
        return type.asElement() instanceof TypeElement element
                && element.getQualifiedName().contentEquals(name);
    }
}
