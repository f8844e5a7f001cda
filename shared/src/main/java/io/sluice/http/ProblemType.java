package io.sluice.http;

import java.net.URI;
import java.util.Locale;

/** Every kind of problem that a caller can meet. The type of a problem never changes; its detail may. */
public enum ProblemType {
    /** The request breaks the rules of HTTP or of percent-encoding. */
    BAD_REQUEST(400, "The request cannot be read"),
    /** The body is no well-formed JSON document, or has a key twice. */
    MALFORMED_JSON(400, "The body is not well-formed JSON"),
    /** A name, a header, a parameter or a field has a value that is not allowed, is missing, or is not known. */
    INVALID_INPUT(400, "The input is not allowed"),
    /** There is no token, or none that is known. */
    UNAUTHORIZED(401, "A valid token is needed"),
    /** The token does not allow this, or not in this namespace. */
    FORBIDDEN(403, "The token does not allow this"),
    /** Nothing is at this path. */
    NOT_FOUND(404, "There is nothing here"),
    /** The namespace has not been created. */
    UNKNOWN_NAMESPACE(404, "There is no such namespace"),
    /** There is no definition for just that name or prefix. */
    UNKNOWN_DEFINITION(404, "There is no such definition"),
    /** The setting was never set, or was removed. */
    UNKNOWN_SETTING(404, "There is no such setting"),
    /** The path exists, but not for this method. */
    METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
    /** The answer exists in none of the accepted media types. */
    NOT_ACCEPTABLE(406, "No accepted media type can be sent"),
    /** The state of things does not allow this now. */
    CONFLICT(409, "Not possible in the present state"),
    /** The namespace holds as many settings as it may. */
    NAMESPACE_FULL(409, "The namespace is full"),
    /** A precondition does not hold; nothing was changed. */
    REVISION_CONFLICT(412, "The expected revision is not the current one"),
    /** The body or a value is too large. */
    TOO_LARGE(413, "Too large"),
    /** The path and query are too long. */
    URI_TOO_LONG(414, "The address is too long"),
    /** The body is not in a media type that is read here. */
    UNSUPPORTED_MEDIA_TYPE(415, "The media type cannot be read here"),
    /** The Idempotency-Key was used for another request. */
    IDEMPOTENCY_KEY_REUSED(422, "The Idempotency-Key belongs to another request"),
    /** A JSON Schema cannot be used. */
    BAD_SCHEMA(422, "The schema cannot be used"),
    /** A value is not what the definition of its setting allows; nothing was changed. */
    DEFINITION_BROKEN(422, "A value breaks the definition of its setting"),
    /** Redis cannot prove the durability that is asked for. */
    DURABILITY_UNAVAILABLE(422, "The durability cannot be proven here"),
    /** Too many wrong tokens came from there; the next one is looked at later. */
    TOO_MANY_FAILURES(429, "Too many wrong tokens"),
    /** The headers are too large. */
    HEADERS_TOO_LARGE(431, "The headers are too large"),
    /** A fault in the server. */
    INTERNAL(500, "The server failed"),
    /** The method is not known. */
    NOT_IMPLEMENTED(501, "The method is not known"),
    /** Redis cannot be reached or refuses. */
    STORE_UNAVAILABLE(503, "The store cannot answer now"),
    /** The server cannot answer now. */
    UNAVAILABLE(503, "The server cannot answer now"),
    /** The version of HTTP is not spoken here. */
    VERSION_NOT_SUPPORTED(505, "The HTTP version is not supported");

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** The HTTP status that goes with it. */
    public int status() {
        return status;
    }

    /** The same short sentence for every problem of this type. */
    public String title() {
        return title;
    }

    /** The stable identifier, {@code urn:sluice:problem:<name>}. */
    public URI uri() {
        return URI.create(
                "urn:sluice:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /** The most general type for a status that something other than Sluice has chosen. */
    static ProblemType of(int status) {
        return switch (status) {
            case 401 -> UNAUTHORIZED;
            case 403 -> FORBIDDEN;
            case 404 -> NOT_FOUND;
            case 405 -> METHOD_NOT_ALLOWED;
            case 406 -> NOT_ACCEPTABLE;
            case 409 -> CONFLICT;
            case 412 -> REVISION_CONFLICT;
            case 413 -> TOO_LARGE;
            case 414 -> URI_TOO_LONG;
            case 415 -> UNSUPPORTED_MEDIA_TYPE;
            case 429 -> TOO_MANY_FAILURES;
            case 431 -> HEADERS_TOO_LARGE;
            case 501 -> NOT_IMPLEMENTED;
            case 503 -> UNAVAILABLE;
            case 505 -> VERSION_NOT_SUPPORTED;
            default -> status < 500 ? BAD_REQUEST : INTERNAL;
        };
    }
}
