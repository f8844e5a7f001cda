package io.sluice.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses bodies over the limit: at once where the length is announced, else when the reading gets there. Those of {@link
 * StreamedBody} calls are left to whoever reads them.
 */
final class BodyLimit extends OncePerRequestFilter {
    private final long limit;
    private final Set<StreamedBody> streamed;

    BodyLimit(DataSize limit, Set<StreamedBody> streamed) {
        this.limit = limit.toBytes();
        this.streamed = Set.copyOf(streamed);
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return streamed.contains(new StreamedBody(request.getMethod(), request.getServletPath()));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getContentLengthLong() > limit) {
            ProblemWriter.write(tooLarge(), request, response);
        } else {
            chain.doFilter(new LimitedRequest(request), response);
        }
    }

    private ProblemException tooLarge() {
        var expected = "at most " + limit + " bytes";
        return ProblemException.of(ProblemType.TOO_LARGE, "body: too large (expected: %s)".formatted(expected))
                .at("body", expected);
    }

    private final class LimitedRequest extends HttpServletRequestWrapper {
        private @Nullable LimitedStream stream;

        LimitedRequest(HttpServletRequest request) {
            super(request);
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            var opened = stream;
            if (opened == null) {
                opened = new LimitedStream(super.getInputStream());
                stream = opened;
            }
            return opened;
        }
    }

    private final class LimitedStream extends ServletInputStream {
        private final ServletInputStream source;
        private long seen;

        LimitedStream(ServletInputStream source) {
            this.source = source;
        }

        @Override
        public int read() throws IOException {
            int octet = source.read();
            count(octet < 0 ? 0 : 1);
            return octet;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = source.read(target, offset, length);
            count(Math.max(count, 0));
            return count;
        }

        private void count(int more) {
            seen += more;
            if (seen > limit) {
                throw tooLarge();
            }
        }

        @Override
        public boolean isFinished() {
            return source.isFinished();
        }

        @Override
        public boolean isReady() {
            return source.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            source.setReadListener(listener);
        }
    }
}
