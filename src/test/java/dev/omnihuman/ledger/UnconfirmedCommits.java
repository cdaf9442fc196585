package dev.omnihuman.ledger;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import javax.sql.DataSource;

/** A database that can store what it is told to, and go away before it says so. */
final class UnconfirmedCommits {

  private static final String CONNECTION_LOST = "08006";

  private final DataSource database;
  private final AtomicBoolean lost = new AtomicBoolean();

  UnconfirmedCommits(DataSource database) {
    this.database = database;
  }

  void loseNextAnswer() {
    lost.set(true);
  }

  DataSource database() {
    return over(
        DataSource.class,
        database,
        (call, answer) ->
            answer instanceof Connection connection
                ? over(Connection.class, connection, this::loseCommit)
                : answer);
  }

  private Object loseCommit(String call, Object answer) {
    if (call.equals("commit") && lost.getAndSet(false)) {
      throw new Lost(new SQLException("the connection was lost", CONNECTION_LOST));
    }
    return answer;
  }

  private static final class Lost extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Lost(SQLException cause) {
      super(cause);
    }
  }

  /**
   * @param then what becomes of the answer to a call, by the name of the call
   */
  private static <T> T over(Class<T> type, T real, BiFunction<String, Object, Object> then) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              try {
                return then.apply(method.getName(), method.invoke(real, arguments));
              } catch (InvocationTargetException e) {
                throw e.getCause();
              } catch (Lost e) {
                throw e.getCause();
              }
            }));
  }
}
