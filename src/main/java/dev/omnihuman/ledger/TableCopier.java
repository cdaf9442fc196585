package dev.omnihuman.ledger;

import static java.util.stream.Collectors.joining;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Copies every row of a ledger into another one whose tables are the same. Which tables and columns
 * there are, the databases say. Works inside the transactions that its callers have begun.
 */
final class TableCopier {

  private static final String HISTORY = "flyway_schema_history";

  /**
   * What belongs to a place and not to the jobs: how its tables were made, and who works there. A
   * node of the old place is none of the new one.
   */
  private static final Set<String> OF_THE_PLACE = Set.of(HISTORY, "node");

  /** Rows that are held in memory at a time. */
  private static final int PAGE = 1_000;

  /** Text in PostgreSQL cannot hold it; the provider's words may. */
  private static final char NUL = '\0';

  private static final char REPLACEMENT = '\uFFFD';

  private final Connection from;
  private final Connection to;
  private final Dialect target;

  /**
   * @param from one of the two is SQLite, in which nobody has tables but us
   */
  TableCopier(Connection from, Connection to) throws SQLException {
    this.from = from;
    this.to = to;
    this.target = Dialect.of(to);
  }

  /**
   * What was in the other ledger is deleted first.
   *
   * @return how many rows each table has now
   * @throws LedgerException if a table or column is missing on one side, or if rows were lost
   */
  Map<String, Long> copy() throws SQLException {
    List<String> tables = tables(Dialect.of(from).isShared() ? to : from);
    List<String> childrenFirst = new ArrayList<>(tables);
    Collections.reverse(childrenFirst);
    for (String table : childrenFirst) {
      execute(to, "DELETE FROM " + quoted(table));
    }
    for (String table : tables) {
      copy(table);
    }
    Map<String, Long> rows = new TreeMap<>();
    for (String table : tables) {
      long there = count(from, table);
      long here = count(to, table);
      if (there != here) {
        throw new LedgerException(
            "table %s: %d rows were to be copied, and %d are there".formatted(table, there, here),
            null);
      }
      rows.put(table, here);
    }
    return rows;
  }

  /** All that are copied, each behind those that it refers to. */
  static List<String> tables(Connection ledger) throws SQLException {
    List<String> left = new ArrayList<>();
    DatabaseMetaData database = ledger.getMetaData();
    String[] type = {"TABLE"};
    try (ResultSet found = database.getTables(null, ledger.getSchema(), "%", type)) {
      while (found.next()) {
        String name = found.getString("TABLE_NAME");
        if (!OF_THE_PLACE.contains(name)) {
          left.add(name);
        }
      }
    }
    Collections.sort(left);
    List<String> ordered = new ArrayList<>();
    while (!left.isEmpty()) {
      List<String> next = new ArrayList<>();
      for (String table : left) {
        Set<String> parents = parents(database, table);
        parents.remove(table);
        if (ordered.containsAll(parents)) {
          next.add(table);
        }
      }
      if (next.isEmpty()) {
        throw new LedgerException("the tables %s refer to each other".formatted(left), null);
      }
      left.removeAll(next);
      ordered.addAll(next);
    }
    return ordered;
  }

  private static Set<String> parents(DatabaseMetaData database, String table) throws SQLException {
    Set<String> parents = new HashSet<>();
    try (ResultSet keys = database.getImportedKeys(null, null, table)) {
      while (keys.next()) {
        parents.add(keys.getString("PKTABLE_NAME"));
      }
    }
    return parents;
  }

  private void copy(String table) throws SQLException {
    Map<String, Integer> types = columns(to, table);
    Map<String, Integer> there = columns(from, table);
    if (!types.keySet().equals(there.keySet())) {
      throw new LedgerException(
          "table %s: the columns there are %s, and here %s"
              .formatted(table, there.keySet(), types.keySet()),
          null);
    }
    String names = types.keySet().stream().map(TableCopier::quoted).collect(joining(", "));
    String places = types.keySet().stream().map(name -> "?").collect(joining(", "));
    List<Integer> typesInOrder = List.copyOf(types.values());
    try (Statement reading = from.createStatement();
        PreparedStatement writing =
            to.prepareStatement(
                "INSERT INTO %s (%s) VALUES (%s)".formatted(quoted(table), names, places))) {
      // PostgreSQL would else send all rows at once.
      reading.setFetchSize(PAGE);
      try (ResultSet row = reading.executeQuery("SELECT " + names + " FROM " + quoted(table))) {
        for (int n = 1; row.next(); n++) {
          for (int i = 1; i <= typesInOrder.size(); i++) {
            writing.setObject(i, value(row.getObject(i)), typesInOrder.get(i - 1));
          }
          writing.addBatch();
          if (n % PAGE == 0) {
            writing.executeBatch();
          }
        }
      }
      writing.executeBatch();
    }
  }

  private @Nullable Object value(@Nullable Object stored) {
    return target.isShared() && stored instanceof String text
        ? text.replace(NUL, REPLACEMENT)
        : stored;
  }

  /** Names, with the type of each as JDBC calls it. */
  private static Map<String, Integer> columns(Connection ledger, String table) throws SQLException {
    Map<String, Integer> columns = new TreeMap<>();
    try (Statement statement = ledger.createStatement();
        ResultSet none =
            statement.executeQuery("SELECT * FROM " + quoted(table) + " WHERE 1 = 0")) {
      ResultSetMetaData row = none.getMetaData();
      for (int i = 1; i <= row.getColumnCount(); i++) {
        columns.put(row.getColumnName(i), row.getColumnType(i));
      }
    }
    return columns;
  }

  static long count(Connection ledger, String table) throws SQLException {
    try (Statement statement = ledger.createStatement();
        ResultSet counted = statement.executeQuery("SELECT COUNT(*) FROM " + quoted(table))) {
      counted.next();
      return counted.getLong(1);
    }
  }

  private static void execute(Connection ledger, String sql) throws SQLException {
    try (Statement statement = ledger.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Names come from our own schema. */
  private static String quoted(String name) {
    return '"' + name + '"';
  }
}
