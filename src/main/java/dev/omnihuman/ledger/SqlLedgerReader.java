package dev.omnihuman.ledger;

import dev.omnihuman.job.SubmitOutcome;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.api.MigrationVersion;

/** Looks into a ledger that another process may be working with. */
final class SqlLedgerReader extends SqlJobReader implements LedgerReader {

  private SqlLedgerReader(LedgerDatabase database, Member member) {
    super(database, member);
  }

  /**
   * @param database opened so that nothing can be written, or a server's
   * @param member whose manifests and gates are meant where one is named
   * @throws LedgerException if its tables are not those that this program knows
   */
  static LedgerReader open(DataSource database, Member member) {
    checkSchema(database);
    return new SqlLedgerReader(LedgerDatabase.openToRead(database), member);
  }

  @Override
  public Forecast forecast(LedgerRules rules) {
    return new Forecast(
        rules, hashes -> database.read(handle -> Acceptances.jobsOf(handle, hashes)));
  }

  @Override
  public List<Duration> answerTimes(int limit) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT answered_at - started_at AS took FROM attempt
                    WHERE outcome = :accepted AND answered_at >= started_at
                    ORDER BY started_at DESC LIMIT :limit
                    """)
                .bind("accepted", SubmitOutcome.ACCEPTED.name())
                .bind("limit", limit)
                .map((row, context) -> Duration.ofMillis(row.getLong("took")))
                .list());
  }

  private static void checkSchema(DataSource database) {
    SchemaVersions versions = SchemaVersions.of(database);
    if (!versions.areTheSame()) {
      throw new LedgerException(
          "the ledger's tables have version %s and this program knows version %s; %s"
              .formatted(
                  versions.stored().map(MigrationVersion::toString).orElse("0"),
                  versions.known(),
                  versions.isNewerThanProgram()
                      ? "use the program that works in this home"
                      : "start run or batch of this program once, which brings them up to date"),
          null);
    }
  }

  @Override
  public void close() {
    database.close();
  }
}
