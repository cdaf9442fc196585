package dev.omnihuman.desk;

import dev.omnihuman.folders.ManifestFiling;
import dev.omnihuman.job.Job;
import dev.omnihuman.ledger.Spending;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers that lay in a note go into the ledger, and their manifests where people look. */
public final class Replays {

  private static final Logger LOG = LoggerFactory.getLogger(Replays.class);

  private final Spending spending;
  private final ManifestFiling filing;

  public Replays(Spending spending, ManifestFiling filing) {
    this.spending = spending;
    this.filing = filing;
  }

  public void replay() throws IOException {
    for (Job job : spending.replay()) {
      try {
        filing.file(job);
      } catch (IOException e) {
        LOG.warn("job {}: its manifest could not be filed", job.label(), e);
      }
    }
  }
}
