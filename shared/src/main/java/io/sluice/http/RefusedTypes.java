package io.sluice.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Takes media types whose weight in {@code Accept} is zero for refused (RFC 9110, 12.4.2); Spring takes them for the least
 * wanted. Of the ranges that a type is in, the most specific one counts.
 */
final class RefusedTypes implements HandlerInterceptor {
    /** Not Spring's own order, in which the weight counts first. */
    private static final Comparator<MediaType> MOST_SPECIFIC_FIRST = Comparator.comparing(MediaType::isWildcardType)
            .thenComparing(MediaType::isWildcardSubtype)
            .thenComparing(type -> -type.getParameters().size());

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws HttpMediaTypeNotAcceptableException {
        var accept = String.join(",", Collections.list(request.getHeaders(HttpHeaders.ACCEPT)));
        if (accept.contains("=0")
                && request.getAttribute(HandlerMapping.PRODUCIBLE_MEDIA_TYPES_ATTRIBUTE) instanceof Collection<?> all) {
            var wanted = new LinkedHashSet<MediaType>();
            for (var type : all) {
                if (type instanceof MediaType producible && weight(producible, accept) > 0) {
                    wanted.add(producible);
                }
            }
            if (wanted.isEmpty()) {
                throw new HttpMediaTypeNotAcceptableException(all.stream()
                        .filter(MediaType.class::isInstance)
                        .map(MediaType.class::cast)
                        .toList());
            }
            request.setAttribute(HandlerMapping.PRODUCIBLE_MEDIA_TYPES_ATTRIBUTE, wanted);
        }
        return true;
    }

    private static double weight(MediaType type, String accept) {
        return ranges(accept).stream()
                .filter(range -> range.includes(type))
                .min(MOST_SPECIFIC_FIRST)
                .map(MediaType::getQualityValue)
                .orElse(0.0);
    }

    private static List<MediaType> ranges(String accept) {
        try {
            return MediaType.parseMediaTypes(accept);
        } catch (InvalidMediaTypeException e) {
            // Refused when the answer is written, if not before.
            return List.of(MediaType.ALL);
        }
    }
}
