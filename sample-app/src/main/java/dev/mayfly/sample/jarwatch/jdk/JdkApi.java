package dev.mayfly.sample.jarwatch.jdk;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.Set;

/**
 * Judges references to the JDK by what the running JDK is.
 *
 * <p>Building one reads the deprecations of every exported class and the history of releases: one
 * to three seconds of work and 20 MB, so build one for the whole process. Classes met later are
 * read on first use and kept; what is kept is bounded by the JDK's own size.
 *
 * <p>Immutable to its users; every method may be called from any thread.
 */
public final class JdkApi {

    private final int release = Runtime.version().feature();
    private final JdkClasses classes = new JdkClasses();
    private final JdkInternals internals = JdkInternals.ofRunningJdk();
    private final JdkHistory history;
    private final Set<String> inheritable;

    private JdkApi() {
        history = JdkHistory.ofRunningJdk(classes);
        Set<String> keys = new HashSet<>();
        classes.eachWithDeprecation(type ->
                type.membersForRemoval().keySet().stream()
                        .filter(key -> !type.notInherited().contains(key))
                        .forEach(keys::add));
        history.removedMembers().values().forEach(members -> keys.addAll(members.keySet()));
        inheritable = Set.copyOf(keys);
    }

    /**
     * Reads the running JDK.
     *
     * @return a judge for references to it
     * @throws java.io.UncheckedIOException when the JDK's own files cannot be read
     */
    public static JdkApi ofRunningJdk() {
        return new JdkApi();
    }

    /**
     * The feature release that judges, for instance 25.
     *
     * @return the release
     */
    public int release() {
        return release;
    }

    /**
     * Whether the running JDK has that class, exported or not.
     *
     * @param className an internal name
     * @return true when it exists
     */
    public boolean has(String className) {
        return classes.find(className) != null;
    }

    /**
     * Whether some JDK class has, or had, an endangered member of that name and type, so that a
     * class outside the JDK may have inherited it. A cheap first question before the hierarchy is
     * walked.
     *
     * @param name the member's name
     * @param descriptor its descriptor
     * @return false when no JDK class can make such a member endangered
     */
    public boolean maybeEndangered(String name, String descriptor) {
        return inheritable.contains(JdkClass.key(name, descriptor));
    }

    /**
     * Judges a reference to a class.
     *
     * @param className the internal name, not an array
     * @return what is wrong with it, null when it is no class of the JDK or a sound one
     */
    public @Nullable ApiVerdict judgeClass(String className) {
        JdkModule module = classes.moduleOf(className);
        if (module == null) {
            return judgeForeign(className);
        }
        JdkClass type = classes.find(className);
        if (type == null) {
            return verdict(ApiRisk.REMOVED, className, goneSince(className));
        }
        if (!module.exports(JdkClasses.packageOf(className))) {
            String why = "not exported by module " + module.name();
            return verdict(ApiRisk.ENCAPSULATED, className, why);
        }
        if (type.forRemoval() != null) {
            return verdict(ApiRisk.FOR_REMOVAL, className, forRemoval(type.forRemoval()));
        }
        if (module.forRemoval() != null) {
            String why = "module " + module.name() + ": " + forRemoval(module.forRemoval());
            return verdict(ApiRisk.FOR_REMOVAL, className, why);
        }
        return module.supported()
                ? null
                : verdict(
                        ApiRisk.UNSUPPORTED,
                        className,
                        "exported without promise by module " + module.name());
    }

    /**
     * Judges a reference to a member.
     *
     * @param owner the class that the reference names, as an internal name, not an array
     * @param name the member's name
     * @param descriptor its descriptor
     * @return what is wrong with it, null when it is no member of a JDK class or a sound one
     */
    public @Nullable ApiVerdict judgeMember(String owner, String name, String descriptor) {
        ApiVerdict ofOwner = judgeClass(owner);
        if (ofOwner != null && ofOwner.risk() != ApiRisk.UNSUPPORTED) {
            return ofOwner.about(ApiNames.readable(owner, name, descriptor));
        }
        JdkClass type = classes.find(owner);
        if (type == null) {
            return null;
        }
        JdkClass declaring = classes.declaring(type, name, descriptor);
        if (declaring == null) {
            return verdict(ApiRisk.REMOVED, owner, goneSince(type, name, descriptor))
                    .about(ApiNames.readable(owner, name, descriptor));
        }
        ApiVerdict dying = judgeDeclared(declaring, name, descriptor);
        if (dying != null) {
            return dying;
        }
        return ofOwner == null ? null : ofOwner.about(ApiNames.readable(owner, name, descriptor));
    }

    /**
     * Judges a member that a class outside the JDK inherits from a JDK class. Unlike in {@link
     * #judgeMember}, a member that the JDK class never had is nobody's fault here: it may come from
     * a class that is not in sight.
     *
     * @param ancestor the JDK class, as an internal name; any other class is judged sound
     * @param name the member's name
     * @param descriptor its descriptor
     * @return what is wrong with the inherited member, null when nothing is known to be
     */
    public @Nullable ApiVerdict judgeInherited(String ancestor, String name, String descriptor) {
        JdkClass type = classes.find(ancestor);
        if (type == null) {
            return null;
        }
        JdkClass declaring = classes.declaring(type, name, descriptor);
        if (declaring != null) {
            return judgeDeclared(declaring, name, descriptor);
        }
        Integer removedIn = removedIn(type, name, descriptor);
        return removedIn == null
                ? null
                : verdict(ApiRisk.REMOVED, ancestor, "removed in JDK " + removedIn)
                        .about(ApiNames.readable(ancestor, name, descriptor));
    }

    private @Nullable ApiVerdict judgeDeclared(JdkClass type, String name, String descriptor) {
        String since = type.membersForRemoval().get(JdkClass.key(name, descriptor));
        if (since == null) {
            since = type.forRemoval();
        }
        return since == null
                ? null
                : verdict(ApiRisk.FOR_REMOVAL, type.name(), forRemoval(since))
                        .about(ApiNames.readable(type.name(), name, descriptor));
    }

    private ApiVerdict verdict(ApiRisk risk, String className, String why) {
        String api = ApiNames.readable(className);
        return new ApiVerdict(risk, api, className, why, internals.adviceFor(className));
    }

    /** A package that no JDK module owns: removed if it was the JDK's once, else none of ours. */
    private @Nullable ApiVerdict judgeForeign(String className) {
        String packageName = JdkClasses.packageOf(className);
        if (packageName.equals("java") || packageName.startsWith("java/")) {
            // Only the JDK may define java.*, so no library can bring it back.
            return verdict(ApiRisk.REMOVED, className, goneSince(className));
        }
        if (history.removedClasses().containsKey(className)) {
            return verdict(ApiRisk.LEFT_JDK, className, goneSince(className));
        }
        return internals.formerPackages().contains(packageName)
                ? verdict(ApiRisk.LEFT_JDK, className, "internal to JDK 8, not in JDK " + release)
                : null;
    }

    private String goneSince(String className) {
        Integer removedIn = history.removedClasses().get(className);
        return removedIn == null ? "not in JDK " + release : "removed in JDK " + removedIn;
    }

    private String goneSince(JdkClass owner, String name, String descriptor) {
        Integer removedIn = removedIn(owner, name, descriptor);
        return removedIn == null ? "not in JDK " + release : "removed in JDK " + removedIn;
    }

    private @Nullable Integer removedIn(JdkClass owner, String name, String descriptor) {
        String key = JdkClass.key(name, descriptor);
        for (JdkClass type = owner; type != null; ) {
            Integer removedIn = history.memberRemovedIn(type.name(), key);
            if (removedIn != null) {
                return removedIn;
            }
            type = type.superName() == null ? null : classes.find(type.superName());
        }
        return null;
    }

    private static String forRemoval(String since) {
        // "since" tells when the deprecation began, which may be long before its removal was
        // decided.
        return since.isEmpty()
                ? "deprecated for removal"
                : "deprecated since JDK " + since + ", for removal";
    }
}
