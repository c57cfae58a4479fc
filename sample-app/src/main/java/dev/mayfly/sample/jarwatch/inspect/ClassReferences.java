package dev.mayfly.sample.jarwatch.inspect;

import org.jspecify.annotations.Nullable;

import java.lang.classfile.AccessFlags;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.MethodTypeEntry;
import java.lang.classfile.constantpool.NameAndTypeEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.constant.ConstantDescs;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a class refers to: every class and member that the virtual machine may have to resolve to
 * run it. Annotations and generic signatures are left out, since a missing class there harms
 * nothing.
 *
 * @param name the class's internal name
 * @param superName its superclass, null for none
 * @param interfaces its direct interfaces
 * @param classes the classes it names, arrays by their element
 * @param members the members it names, those of arrays excepted
 * @param declared the fields and methods it declares
 * @param overriding those of them that may override an inherited method
 * @param moduleName the module it declares, null unless it is a {@code module-info}
 */
record ClassReferences(
        String name,
        @Nullable String superName,
        List<String> interfaces,
        Set<String> classes,
        Set<Member> members,
        Set<Member> declared,
        List<Member> overriding,
        @Nullable String moduleName) {

    /** A field or method of a class. */
    record Member(String owner, String name, String descriptor) {}

    /**
     * Reads a class file.
     *
     * @throws RuntimeException when the bytes are no sound class file: the class-file API throws
     *     {@link IllegalArgumentException} and {@link IndexOutOfBoundsException} alike
     */
    static ClassReferences of(byte[] bytes) {
        ClassModel model = ClassFile.of().parse(bytes);
        String name = model.thisClass().asInternalName();
        Set<String> classes = new HashSet<>();
        Set<Member> members = new HashSet<>();
        addPool(model, classes, members);
        Set<Member> declared = new HashSet<>();
        List<Member> overriding = new ArrayList<>();
        for (FieldModel field : model.fields()) {
            String descriptor = field.fieldType().stringValue();
            addTypes(descriptor, classes);
            declared.add(new Member(name, field.fieldName().stringValue(), descriptor));
        }
        for (MethodModel method : model.methods()) {
            String descriptor = method.methodType().stringValue();
            addTypes(descriptor, classes);
            Member member = new Member(name, method.methodName().stringValue(), descriptor);
            declared.add(member);
            if (mayOverride(method)) {
                overriding.add(member);
            }
        }
        classes.remove(name);
        return new ClassReferences(
                name,
                model.superclass().map(ClassEntry::asInternalName).orElse(null),
                model.interfaces().stream().map(ClassEntry::asInternalName).toList(),
                classes,
                members,
                declared,
                overriding,
                moduleName(model));
    }

    private static void addPool(ClassModel model, Set<String> classes, Set<Member> members) {
        for (PoolEntry entry : model.constantPool()) {
            switch (entry) {
                case ClassEntry type -> addClass(type.asInternalName(), classes);
                case MemberRefEntry member -> addMember(member, members);
                case NameAndTypeEntry type -> addTypes(type.type().stringValue(), classes);
                case MethodTypeEntry type -> addTypes(type.descriptor().stringValue(), classes);
                default -> {}
            }
        }
    }

    private static @Nullable String moduleName(ClassModel model) {
        return model.findAttribute(Attributes.module())
                .map(module -> module.moduleName().name().stringValue())
                .orElse(null);
    }

    private static boolean mayOverride(MethodModel method) {
        AccessFlags flags = method.flags();
        return !flags.has(AccessFlag.PRIVATE)
                && !flags.has(AccessFlag.STATIC)
                && !method.methodName().equalsString(ConstantDescs.INIT_NAME);
    }

    private static void addMember(MemberRefEntry member, Set<Member> members) {
        String owner = member.owner().asInternalName();
        if (!owner.startsWith("[")) {
            String type = member.type().stringValue();
            members.add(new Member(owner, member.name().stringValue(), type));
        }
    }

    /** A class entry is a plain name, or a descriptor when it stands for an array. */
    private static void addClass(String name, Set<String> classes) {
        if (name.startsWith("[")) {
            addTypes(name, classes);
        } else {
            classes.add(name);
        }
    }

    /** Adds each {@code Lname;} of a descriptor. */
    private static void addTypes(String descriptor, Set<String> classes) {
        int at = 0;
        while (at < descriptor.length()) {
            char c = descriptor.charAt(at++);
            if (c == 'L') {
                int end = descriptor.indexOf(';', at);
                if (end < 0) {
                    throw new IllegalArgumentException("malformed descriptor " + descriptor);
                }
                classes.add(descriptor.substring(at, end));
                at = end + 1;
            }
        }
    }
}
