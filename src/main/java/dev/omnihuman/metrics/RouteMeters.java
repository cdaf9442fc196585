package dev.omnihuman.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import org.apache.camel.Route;
import org.apache.camel.component.micrometer.routepolicy.MicrometerRoutePolicyConfiguration;
import org.apache.camel.component.micrometer.routepolicy.MicrometerRoutePolicyFactory;
import org.apache.camel.component.micrometer.routepolicy.MicrometerRoutePolicyNamingStrategy;
import org.apache.camel.spi.RoutePolicyFactory;

/** What passes through the routes, and what failed there without being foreseen. */
final class RouteMeters {

  /** Camel's own names and its tags say the same five times over. */
  private static final class Naming implements MicrometerRoutePolicyNamingStrategy {

    @Override
    public String getName(Route route) {
      return "omnihuman.route.exchanges";
    }

    @Override
    public String getExchangesFailedName(Route route) {
      return "omnihuman.route.failures";
    }

    @Override
    public Tags getTags(Route route) {
      return Tags.of("route", route.getRouteId());
    }

    @Override
    public Tags getExchangeStatusTags(Route route) {
      return getTags(route);
    }
  }

  private RouteMeters() {}

  static RoutePolicyFactory policies(MeterRegistry registry) {
    MicrometerRoutePolicyConfiguration wanted = new MicrometerRoutePolicyConfiguration();
    wanted.setContextEnabled(false);
    wanted.setExchangesTotal(false);
    wanted.setExchangesSucceeded(false);
    wanted.setFailuresHandled(false);
    wanted.setExternalRedeliveries(false);
    wanted.setTimerInitiator(
        timer -> timer.description("What passed through a route, and for how long."));
    MicrometerRoutePolicyFactory factory = new MicrometerRoutePolicyFactory();
    factory.setMeterRegistry(registry);
    factory.setSkipCamelInfo(true);
    factory.setPolicyConfiguration(wanted);
    factory.setNamingStrategy(new Naming());
    return factory;
  }
}
