package dev.omnihuman.desk;

import dev.omnihuman.folders.DiskRoom;
import dev.omnihuman.job.Gate;
import dev.omnihuman.ledger.JobLedger;

/**
 * Shuts the gate {@link Gate#DISK} while there is no room for more videos, and opens it when there
 * is: nothing is spent on what could not land.
 */
public final class DiskGate {

  private final JobLedger ledger;
  private final DiskRoom disk;

  /** At the start the ledger may hold a gate that a predecessor shut. */
  private boolean mayBeShut = true;

  public DiskGate(JobLedger ledger, DiskRoom disk) {
    this.ledger = ledger;
    this.disk = disk;
  }

  /** Brings the gate up to date with the disk. */
  public synchronized void look() {
    if (!disk.hasRoomToSubmit()) {
      ledger.shut(Gate.DISK, disk.words());
      mayBeShut = true;
    } else if (mayBeShut) {
      ledger.open(Gate.DISK);
      mayBeShut = false;
    }
  }
}
