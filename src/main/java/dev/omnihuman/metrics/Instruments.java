package dev.omnihuman.metrics;

import dev.omnihuman.delivery.DownloadListener;
import dev.omnihuman.ledger.LedgerListener;
import java.util.List;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.spi.RoutePolicyFactory;

/** Where the parts of the program are measured. */
public interface Instruments {

  /** Measures nothing, and so costs nothing: nobody can ask. */
  Instruments NONE = new Instruments() {};

  /** To be told of what the ledger stores. */
  default LedgerListener ledger() {
    return LedgerListener.NONE;
  }

  /** The same policy, whose calls to the gateway are measured. */
  default HttpClientConfigurer over(Operation operation, HttpClientConfigurer policy) {
    return policy;
  }

  /** To be told of downloads. */
  default DownloadListener downloads() {
    return DownloadListener.NONE;
  }

  /** To be told of what passes through the routes. */
  default List<RoutePolicyFactory> routes() {
    return List.of();
  }
}
