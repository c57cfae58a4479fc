package dev.mayfly.jobs.store.admission;

import dev.mayfly.jobs.model.JobRecord;
import dev.mayfly.jobs.model.policy.SubmissionRules;
import dev.mayfly.jobs.model.policy.Uniqueness;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * What a submission wants to be the only one for. A store keeps one job for each key: the one that
 * claimed it last.
 *
 * @param key of 43 characters; the same for submissions that count as the same
 * @param payloadHash the same for submissions with the same payload
 * @param repeatable whether it comes from an idempotency key, else from a rule of uniqueness
 */
public record Claim(String key, String payloadHash, boolean repeatable) {

    /**
     * The claims of a submission, in the order in which they are to be judged.
     *
     * @param job the submission
     * @return none to two
     */
    public static List<Claim> of(JobRecord job) {
        SubmissionRules policies = job.envelope().options().policies();
        if (policies.idempotencyKey() == null && policies.unique() == null) {
            return List.of();
        }
        String hash = hash(job.envelope().payload());
        var claims = new ArrayList<Claim>(2);
        if (policies.idempotencyKey() != null) {
            String key = hash("idempotent", job.name(), policies.idempotencyKey().value());
            claims.add(new Claim(key, hash, true));
        }
        Uniqueness rule = policies.unique();
        if (rule != null) {
            claims.add(new Claim(key(job.name(), rule, hash), hash, false));
        }
        return claims;
    }

    private static String key(String name, Uniqueness rule, String payloadHash) {
        return switch (rule.by()) {
            case ARGUMENTS -> hash("arguments", name, payloadHash);
            case NAME -> hash("name", name);
            case KEY -> hash("key", name, String.valueOf(rule.key()));
        };
    }

    /** Each part after its length, so that no two lists of parts come to one text. */
    private static String hash(String... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
                digest.update(bytes);
            }
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
