package dev.mayfly.sample.jarwatch.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mayfly.sample.jarwatch.inspect.TestJdk;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is known of releases up to 25 holds on 25 and later, so exact texts are safe to expect. */
class JdkApiTests {

    private final JdkApi jdk = TestJdk.API;

    @ParameterizedTest
    @CsvSource({
        "java/lang/SecurityManager, FOR_REMOVAL, 'deprecated since JDK 17, for removal'",
        "java/rmi/activation/Activatable, REMOVED, removed in JDK 17",
        "java/lang/Compiler, REMOVED, removed in JDK 21",
        "java/lang/NeverWas, REMOVED, not in JDK 25",
        "javax/xml/bind/JAXBContext, LEFT_JDK, removed in JDK 11",
        "sun/security/x509/X500Name, ENCAPSULATED, not exported by module java.base",
        "sun/misc/BASE64Encoder, REMOVED, not in JDK 25",
        "sun/misc/Unsafe, UNSUPPORTED, exported without promise by module jdk.unsupported",
        "com/sun/image/codec/jpeg/JPEGCodec, LEFT_JDK, 'internal to JDK 8, not in JDK 25'"
    })
    void judgesClasses(String name, ApiRisk risk, String explanation) {
        ApiVerdict verdict = jdk.judgeClass(name);

        assertThat(verdict).isNotNull();
        assertThat(verdict.risk()).isEqualTo(risk);
        assertThat(verdict.explanation()).isEqualTo(explanation);
        assertThat(verdict.owner()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java/lang/String",
                "java/sql/Connection",
                "javax/inject/Inject",
                "javax/annotation/Nullable",
                "com/sun/net/httpserver/HttpServer",
                "org/example/Own",
                "NoPackage",
                "",
                "a\u0000b/C"
            })
    void findsNothingWrongWithSoundOrForeignClasses(String name) {
        assertThat(jdk.judgeClass(name)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "java/lang/Thread, suspend, ()V, REMOVED, removed in JDK 23, java.lang.Thread.suspend()",
        "java/lang/Thread, nope, ()V, REMOVED, not in JDK 25, java.lang.Thread.nope()",
        "java/lang/Thread, stop, ()V, FOR_REMOVAL, 'deprecated since JDK 1.2, for removal',"
                + " java.lang.Thread.stop()",
        "java/util/TimerTask, finalize, ()V, FOR_REMOVAL, 'deprecated since JDK 9, for removal',"
                + " java.lang.Object.finalize()",
        "sun/misc/Unsafe, putInt, '(Ljava/lang/Object;JI)V', FOR_REMOVAL,"
                + " 'deprecated since JDK 23, for removal',"
                + " 'sun.misc.Unsafe.putInt(Object, long, int)'",
        "sun/misc/BASE64Encoder, <init>, ()V, REMOVED, not in JDK 25,"
                + " new sun.misc.BASE64Encoder()"
    })
    void judgesMembers(
            String owner, String name, String descriptor, ApiRisk risk, String why, String api) {
        ApiVerdict verdict = jdk.judgeMember(owner, name, descriptor);

        assertThat(verdict).isNotNull();
        assertThat(verdict.risk()).isEqualTo(risk);
        assertThat(verdict.explanation()).isEqualTo(why);
        assertThat(verdict.api()).isEqualTo(api);
    }

    @ParameterizedTest
    @CsvSource({
        "java/lang/StringBuilder, length, ()I",
        "java/util/List, hashCode, ()I",
        "java/util/ArrayList, stream, ()Ljava/util/stream/Stream;",
        "java/lang/invoke/VarHandle, getAndAdd, (Ljava/lang/String;I)I",
        "java/lang/invoke/MethodHandle, invokeExact, (IJ)Ljava/lang/String;",
        "org/example/Own, suspend, ()V"
    })
    void resolvesInheritedAndPolymorphicMembers(String owner, String name, String descriptor) {
        assertThat(jdk.judgeMember(owner, name, descriptor)).isNull();
    }

    @Test
    void passesOnTheJdksOwnAdvice() {
        assertThat(advice("sun/misc/BASE64Encoder")).isEqualTo("Use java.util.Base64, since 1.8");
        assertThat(advice("java/lang/SecurityManager")).isNull();
    }

    @Test
    void blamesAnAncestorOnlyForWhatItOnceHad() {
        assertThat(jdk.judgeInherited("java/lang/Thread", "suspend", "()V"))
                .extracting(ApiVerdict::explanation)
                .isEqualTo("removed in JDK 23");
        assertThat(jdk.judgeInherited("java/lang/Object", "suspend", "()V")).isNull();
    }

    @Test
    void asksAboutInheritanceOnlyWhereItCanMatter() {
        assertThat(jdk.maybeEndangered("finalize", "()V")).isTrue();
        assertThat(jdk.maybeEndangered("suspend", "()V")).isTrue();
        assertThat(jdk.maybeEndangered("toString", "()Ljava/lang/String;")).isFalse();
    }

    private @Nullable String advice(String className) {
        ApiVerdict verdict = jdk.judgeClass(className);
        assertThat(verdict).isNotNull();
        return verdict.replacement();
    }
}
