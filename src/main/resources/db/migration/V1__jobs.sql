-- Runs unchanged on SQLite and PostgreSQL. Instants are milliseconds since 1970 UTC and end in _at
-- or _until; booleans are 0 and 1; text that lists things is JSON.

CREATE TABLE job (
  id            TEXT    NOT NULL PRIMARY KEY,
  manifest_file TEXT    NOT NULL,
  name          TEXT    NOT NULL,
  force_take    INTEGER NOT NULL,
  image_url     TEXT    NOT NULL,
  audio_url     TEXT    NOT NULL,
  resolution    TEXT,
  content_hash  TEXT    NOT NULL,
  state         TEXT    NOT NULL,
  version       BIGINT  NOT NULL,
  attempt       INTEGER NOT NULL,
  tries         INTEGER NOT NULL,
  due_at        BIGINT,
  lease_until   BIGINT,
  request_id    TEXT,
  remote_status TEXT,
  media_urls    TEXT    NOT NULL,
  reason        TEXT,
  words         TEXT,
  charged       TEXT    NOT NULL,
  accepted_at   BIGINT  NOT NULL,
  submitted_at  BIGINT,
  ready_at      BIGINT,
  finished_at   BIGINT
);

-- A manifest in working/ belongs to one job: intake decides by this key alone.
CREATE UNIQUE INDEX job_open_manifest ON job (manifest_file) WHERE finished_at IS NULL;
CREATE INDEX job_due ON job (state, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX job_finished ON job (finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX job_manifest ON job (manifest_file, id);
CREATE INDEX job_content ON job (content_hash);

CREATE TABLE attempt (
  job_id      TEXT    NOT NULL REFERENCES job (id),
  number      INTEGER NOT NULL,
  started_at  BIGINT  NOT NULL,
  answered_at BIGINT,
  outcome     TEXT,
  words       TEXT,
  PRIMARY KEY (job_id, number)
);

CREATE TABLE job_event (
  job_id     TEXT    NOT NULL REFERENCES job (id),
  seq        INTEGER NOT NULL,
  at         BIGINT  NOT NULL,
  from_state TEXT,
  to_state   TEXT    NOT NULL,
  words      TEXT,
  PRIMARY KEY (job_id, seq)
);

CREATE TABLE gate (
  gate      TEXT    NOT NULL PRIMARY KEY,
  cause     TEXT    NOT NULL,
  trial_at  BIGINT  NOT NULL,
  trials    INTEGER NOT NULL,
  trial_job TEXT
);
