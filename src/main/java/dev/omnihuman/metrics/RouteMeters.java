package dev.omnihuman.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.component.micrometer.routepolicy.MicrometerRoutePolicyConfiguration;
import org.apache.camel.component.micrometer.routepolicy.MicrometerRoutePolicyFactory;
import org.apache.camel.component.micrometer.routepolicy.MicrometerRoutePolicyNamingStrategy;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;

/** What passes through the routes, and what failed there without being foreseen. */
final class RouteMeters {

  private static final String EXCHANGES = "omnihuman.route.exchanges";
  private static final String DESCRIPTION = "What passed through a route, and for how long.";

  /** Camel's own names and its tags say the same five times over. */
  private static final class Naming implements MicrometerRoutePolicyNamingStrategy {

    @Override
    public String getName(Route route) {
      return EXCHANGES;
    }

    @Override
    public String getExchangesFailedName(Route route) {
      return "omnihuman.route.failures";
    }

    @Override
    public Tags getTags(Route route) {
      return tags(route.getRouteId());
    }

    @Override
    public Tags getExchangeStatusTags(Route route) {
      return getTags(route);
    }
  }

  /** Camel makes a route's timer with its first exchange; a series must not begin in the middle. */
  private static final class FromTheStart extends MicrometerRoutePolicyFactory {

    @Override
    public RoutePolicy createRoutePolicy(CamelContext camel, String routeId, NamedNode route) {
      Timer.builder(EXCHANGES)
          .description(DESCRIPTION)
          .tags(tags(routeId))
          .register(getMeterRegistry());
      return super.createRoutePolicy(camel, routeId, route);
    }
  }

  private RouteMeters() {}

  private static Tags tags(String routeId) {
    return Tags.of("route", routeId);
  }

  static RoutePolicyFactory policies(MeterRegistry registry) {
    MicrometerRoutePolicyConfiguration wanted = new MicrometerRoutePolicyConfiguration();
    wanted.setContextEnabled(false);
    wanted.setExchangesTotal(false);
    wanted.setExchangesSucceeded(false);
    wanted.setFailuresHandled(false);
    wanted.setExternalRedeliveries(false);
    wanted.setTimerInitiator(timer -> timer.description(DESCRIPTION));
    MicrometerRoutePolicyFactory factory = new FromTheStart();
    factory.setMeterRegistry(registry);
    factory.setSkipCamelInfo(true);
    factory.setPolicyConfiguration(wanted);
    factory.setNamingStrategy(new Naming());
    return factory;
  }
}
