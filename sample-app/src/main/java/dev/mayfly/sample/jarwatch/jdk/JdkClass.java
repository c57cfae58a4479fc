package dev.mayfly.sample.jarwatch.jdk;

import org.jspecify.annotations.Nullable;

import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationElement;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.constant.ConstantDescs;
import java.lang.reflect.AccessFlag;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The part of a JDK class that references are resolved against.
 *
 * @param name the internal name
 * @param superName the superclass's internal name, null for {@code java/lang/Object}
 * @param interfaces the direct interfaces' internal names
 * @param members every field and method as {@link #key name and descriptor}
 * @param polymorphic names of signature-polymorphic methods, which accept any descriptor (JVMS
 *     2.9.3)
 * @param notInherited the members of {@code members} that a subclass does not inherit
 * @param forRemoval {@code since} of a {@code @Deprecated(forRemoval=true)} on the class itself,
 *     empty when it names no release, null when the class stays
 * @param membersForRemoval {@code since} by member key, for members deprecated for removal
 */
record JdkClass(
        String name,
        @Nullable String superName,
        List<String> interfaces,
        Set<String> members,
        Set<String> polymorphic,
        Set<String> notInherited,
        @Nullable String forRemoval,
        Map<String, String> membersForRemoval) {

    /** The only two classes whose methods may be signature-polymorphic (JVMS 2.9.3). */
    private static final Set<String> POLYMORPHIC_HOLDERS =
            Set.of("java/lang/invoke/MethodHandle", "java/lang/invoke/VarHandle");

    /** The identity of a member within its class. A field's descriptor never starts with "(". */
    static String key(String name, String descriptor) {
        return name + ' ' + descriptor;
    }

    static JdkClass parse(byte[] bytes) {
        ClassModel model = ClassFile.of().parse(bytes);
        Set<String> members = new HashSet<>();
        Set<String> polymorphic = new HashSet<>();
        Set<String> notInherited = new HashSet<>();
        Map<String, String> dying = new HashMap<>();
        String className = model.thisClass().asInternalName();
        boolean holdsPolymorphic = POLYMORPHIC_HOLDERS.contains(className);
        for (FieldModel field : model.fields()) {
            String key = key(field.fieldName().stringValue(), field.fieldType().stringValue());
            note(key, field, field.flags().has(AccessFlag.PRIVATE), members, notInherited, dying);
        }
        for (MethodModel method : model.methods()) {
            String name = method.methodName().stringValue();
            String key = key(name, method.methodType().stringValue());
            boolean own =
                    method.flags().has(AccessFlag.PRIVATE) || name.equals(ConstantDescs.INIT_NAME);
            note(key, method, own, members, notInherited, dying);
            if (holdsPolymorphic && isPolymorphic(method)) {
                polymorphic.add(name);
            }
        }
        return new JdkClass(
                className,
                model.superclass().map(entry -> entry.asInternalName()).orElse(null),
                model.interfaces().stream().map(entry -> entry.asInternalName()).toList(),
                Set.copyOf(members),
                Set.copyOf(polymorphic),
                Set.copyOf(notInherited),
                forRemovalSince(model),
                Map.copyOf(dying));
    }

    /**
     * Reads {@code since} of a {@code @Deprecated(forRemoval=true)}.
     *
     * @return the release, empty when none is named, null when the element is not to be removed
     */
    static @Nullable String forRemovalSince(AttributedElement element) {
        return element.findAttribute(Attributes.runtimeVisibleAnnotations()).stream()
                .flatMap(attribute -> attribute.annotations().stream())
                .filter(a -> a.className().equalsString("Ljava/lang/Deprecated;"))
                .findFirst()
                .map(JdkClass::sinceIfForRemoval)
                .orElse(null);
    }

    private static @Nullable String sinceIfForRemoval(Annotation deprecated) {
        boolean removal = false;
        String since = "";
        for (AnnotationElement element : deprecated.elements()) {
            switch (element.value()) {
                case AnnotationValue.OfBoolean flag -> removal = flag.booleanValue();
                case AnnotationValue.OfString text -> since = text.stringValue();
                default -> {}
            }
        }
        return removal ? since : null;
    }

    private static void note(
            String key,
            AttributedElement member,
            boolean own,
            Set<String> members,
            Set<String> notInherited,
            Map<String, String> dying) {
        members.add(key);
        if (own) {
            notInherited.add(key);
        }
        String since = forRemovalSince(member);
        if (since != null) {
            dying.put(key, since);
        }
    }

    private static boolean isPolymorphic(MethodModel method) {
        return method.flags().has(AccessFlag.NATIVE)
                && method.flags().has(AccessFlag.VARARGS)
                && method.methodType().stringValue().startsWith("([Ljava/lang/Object;)");
    }
}
