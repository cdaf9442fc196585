package com.example.videos;

import org.apache.camel.main.Main;

/** Starts the routes in {@code camel/} with the settings of {@code application.properties}. */
public final class Application {

  private Application() {}

  public static void main(String[] arguments) throws Exception {
    Main main = new Main(Application.class);
    System.exit(main.run(arguments));
  }
}
