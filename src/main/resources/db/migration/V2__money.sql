-- What an attempt cost and how it ended, what the lane of submits has learned, what gates waited for.

ALTER TABLE job ADD COLUMN status_at BIGINT;
ALTER TABLE job ADD COLUMN charged_before TEXT NOT NULL DEFAULT 'NO';
ALTER TABLE job ADD COLUMN outputs TEXT NOT NULL DEFAULT '[]';

ALTER TABLE attempt ADD COLUMN request_id TEXT;
ALTER TABLE attempt ADD COLUMN remote_status TEXT;
ALTER TABLE attempt ADD COLUMN charged TEXT NOT NULL DEFAULT 'UNKNOWN';

UPDATE attempt SET charged = 'YES',
  request_id = (SELECT job.request_id FROM job WHERE job.id = attempt.job_id)
WHERE outcome = 'ACCEPTED';
UPDATE attempt SET charged = 'NO'
WHERE outcome IN ('NOT_SENT', 'REDIRECTED', 'NOT_SERVED', 'KEY_REFUSED', 'NO_BALANCE', 'TOO_MANY',
  'TOO_EARLY', 'INPUT_REFUSED');

-- For the caps, which count what was or may have been charged.
CREATE INDEX attempt_started ON attempt (started_at);

-- trial_at is NULL while no clock opens the gate; SQLite cannot drop NOT NULL, so the table is new.
ALTER TABLE gate RENAME TO gate_v1;
CREATE TABLE gate (
  gate      TEXT    NOT NULL PRIMARY KEY,
  cause     TEXT    NOT NULL,
  shut_at   BIGINT  NOT NULL,
  trial_at  BIGINT,
  trials    INTEGER NOT NULL,
  trial_job TEXT
);
INSERT INTO gate (gate, cause, shut_at, trial_at, trials, trial_job)
SELECT gate, cause, trial_at, trial_at, trials, trial_job FROM gate_v1;
DROP TABLE gate_v1;

-- One row: doubtful answers in a row, how many submits may be under way (0: as many as are set),
-- and how many were accepted since that last changed.
CREATE TABLE lane (
  id       INTEGER NOT NULL PRIMARY KEY,
  doubts   INTEGER NOT NULL,
  width    INTEGER NOT NULL,
  accepted INTEGER NOT NULL
);
INSERT INTO lane (id, doubts, width, accepted) VALUES (1, 0, 0, 0);
