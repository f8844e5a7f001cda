package io.sluice.http;

import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What Tomcat does before and after Spring has a say: it passes paths on as they came, and tells its errors as problems. */
@Configuration(proxyBeanMethods = false)
class ServerConfiguration {
    @Bean
    static WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemServer(LimitsProperties limits) {
        return factory -> {
            factory.addConnectorCustomizers(connector -> customize(connector, limits));
            factory.addContextCustomizers(ServerConfiguration::customize);
        };
    }

    /** Takes the place of Boot's error page, and is none. */
    @Bean
    static ErrorController noErrorPage() {
        return new ErrorController() {};
    }

    private static void customize(Connector connector, LimitsProperties limits) {
        connector.setEncodedSolidusHandling(EncodedSolidusHandling.DECODE.getValue());
        // A client that is told "too large" while it still sends gets to read it.
        connector.setProperty(
                "maxSwallowSize",
                Long.toString(Math.min(Integer.MAX_VALUE, 4 * limits.body().toBytes())));
    }

    private static void customize(Context context) {
        for (var page : context.findErrorPages()) {
            context.removeErrorPage(page);
        }
        if (context.getParent() instanceof StandardHost host) {
            host.setErrorReportValveClass(ProblemValve.class.getName());
            host.getPipeline().addValve(new ProblemValve());
        }
    }
}
