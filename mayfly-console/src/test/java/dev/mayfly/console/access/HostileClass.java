package dev.mayfly.console.access;

import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.SourceFileAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * A class whose name and source file are whatever somebody likes: of the characters only few may
 * not be in the name of a class, and none in that of its file.
 */
final class HostileClass extends ClassLoader {

    private static final MethodTypeDesc RUNS =
            MethodTypeDesc.of(ConstantDescs.CD_void, ClassDesc.of("java.lang.Runnable"));

    private HostileClass() {
        super(HostileClass.class.getClassLoader());
    }

    /** A name without what may not be in one. */
    static String name(String text) {
        return text.replaceAll("[.;\\[/\\s]", "_");
    }

    /** Runs something in a frame of such a class. */
    static void run(String text, Runnable body) throws Throwable {
        frame(text).invoke(body);
    }

    private static MethodHandle frame(String text) throws ReflectiveOperationException {
        byte[] bytes =
                ClassFile.of()
                        .build(
                                ClassDesc.of(name(text)),
                                type -> {
                                    type.with(SourceFileAttribute.of(text));
                                    type.withMethodBody(
                                            "run",
                                            RUNS,
                                            ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                                            code ->
                                                    code.lineNumber(7)
                                                            .aload(0)
                                                            .invokeinterface(
                                                                    RUNS.parameterType(0),
                                                                    "run",
                                                                    ConstantDescs.MTD_void)
                                                            .return_());
                                    type.withFlags(ClassFile.ACC_PUBLIC);
                                });
        Class<?> made = new HostileClass().defineClass(null, bytes, 0, bytes.length);
        return MethodHandles.publicLookup()
                .findStatic(made, "run", MethodType.methodType(void.class, Runnable.class));
    }
}
