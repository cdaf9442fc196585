-- Several nodes over one ledger: who works on a job, where its manifest lies, what a message made.

-- The folders that a manifest lies in, by the name that they have for all nodes; empty: those of the
-- only one. A manifest that came as a message lies in none, and its site is 'bus'.
ALTER TABLE job ADD COLUMN site TEXT NOT NULL DEFAULT '';
DROP INDEX job_open_manifest;
CREATE UNIQUE INDEX job_open_manifest ON job (site, manifest_file) WHERE finished_at IS NULL;

-- The node that a lease belongs to.
ALTER TABLE job ADD COLUMN lease_owner TEXT;
ALTER TABLE job_event ADD COLUMN node TEXT;

-- The random name of an attempt, by which its maker knows it again when it could not see whether the
-- intent was stored.
ALTER TABLE attempt ADD COLUMN intent TEXT;

-- The nodes at work. beat_at is the last sign of life of each, in the database's time. A drained one
-- begins nothing more.
CREATE TABLE node (
  name       TEXT   NOT NULL PRIMARY KEY,
  home       TEXT   NOT NULL,
  site       TEXT   NOT NULL,
  started_at BIGINT NOT NULL,
  beat_at    BIGINT NOT NULL,
  drained_at BIGINT,
  cause      TEXT
);

-- A gate stops everybody (node is empty), or one node alone: a full disk is nobody else's.
ALTER TABLE gate RENAME TO gate_v2;
CREATE TABLE gate (
  gate      TEXT    NOT NULL,
  node      TEXT    NOT NULL,
  cause     TEXT    NOT NULL,
  shut_at   BIGINT  NOT NULL,
  trial_at  BIGINT,
  trials    INTEGER NOT NULL,
  trial_job TEXT,
  PRIMARY KEY (gate, node)
);
INSERT INTO gate (gate, node, cause, shut_at, trial_at, trials, trial_job)
SELECT gate, '', cause, shut_at, trial_at, trials, trial_job FROM gate_v2;
DROP TABLE gate_v2;

-- What became of messages, so that one that is delivered again makes nothing new.
CREATE TABLE message (
  id          TEXT   NOT NULL PRIMARY KEY,
  job_id      TEXT   NOT NULL REFERENCES job (id),
  received_at BIGINT NOT NULL
);
