package dev.omnihuman.web;

import io.vertx.ext.web.Router;

/** One of the things that our port serves, at paths of its own. */
public interface WebPart {

  /**
   * Adds its routes. Whoever may not come in was turned away before them, and what none of them
   * takes is answered with 404 after them.
   */
  void serveOn(Router router, Connections connections);
}
