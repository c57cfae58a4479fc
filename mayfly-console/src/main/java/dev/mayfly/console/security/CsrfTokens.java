package dev.mayfly.console.security;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Shows that a form came from a page that this console gave to this browser.
 *
 * <p>The browser holds a random id in a cookie that scripts cannot read and that is never sent from
 * other sites ({@code HttpOnly}, {@code SameSite=Strict}); a form holds the id's signature under a
 * key that lives as long as this process. Nothing is stored, so nothing fills up. After a restart,
 * forms of pages loaded before are refused and the page asks to be loaded again.
 */
public final class CsrfTokens {
    private static final int BYTES = 18;
    private static final int LONGEST = 64;
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    /** Tokens under a fresh key. */
    public CsrfTokens() {
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        this.key = new SecretKeySpec(secret, ALGORITHM);
    }

    /**
     * An id for a browser that has none.
     *
     * @return 24 letters, digits, hyphens and underscores
     */
    public String newBrowser() {
        byte[] id = new byte[BYTES];
        random.nextBytes(id);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    }

    /**
     * Whether a cookie's value can be an id at all.
     *
     * @param browser the cookie's value, null when there is no cookie
     * @return false for what this class never gave out
     */
    public boolean plausible(@Nullable String browser) {
        return browser != null
                && browser.length() == BYTES * 4 / 3
                && browser.chars()
                        .allMatch(c ->
                                c == '-' || c == '_' || (c < 128 && Character.isLetterOrDigit(c)));
    }

    /**
     * The token for a browser's forms.
     *
     * @param browser the browser's id
     * @return the token
     */
    public String token(String browser) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] signature = mac.doFinal(browser.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "This JDK lacks " + ALGORITHM + ", which every JDK must have", e);
        }
    }

    /**
     * Whether a form's token belongs to a browser's cookie. Takes the same time whatever is wrong.
     *
     * @param browser the cookie's value, null when there is no cookie
     * @param token the form's token, null when there is none
     * @return true if it does
     */
    public boolean matches(@Nullable String browser, @Nullable String token) {
        if (browser == null || token == null || !plausible(browser) || token.length() > LONGEST) {
            return false;
        }
        return MessageDigest.isEqual(
                token(browser).getBytes(StandardCharsets.UTF_8),
                token.getBytes(StandardCharsets.UTF_8));
    }
}
