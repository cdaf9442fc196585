-- Callbacks: who may call back about an attempt, and what a callback has set off.

-- Only the hash of an attempt's token is kept; NULL: nobody may call back about it.
ALTER TABLE attempt ADD COLUMN token_hash TEXT;
CREATE UNIQUE INDEX attempt_token ON attempt (token_hash) WHERE token_hash IS NOT NULL;

-- The look that a callback asks for and that is still to come, and when the latest of these was due.
ALTER TABLE job ADD COLUMN look_at BIGINT;
ALTER TABLE job ADD COLUMN hinted_at BIGINT;

-- Whose request is this?
CREATE INDEX job_request ON job (request_id) WHERE request_id IS NOT NULL;
CREATE INDEX attempt_request ON attempt (request_id) WHERE request_id IS NOT NULL;

-- What callbacks call an attempt that has no request id: to be confirmed by the gateway.
CREATE TABLE callback_lead (
  job_id      TEXT    NOT NULL,
  attempt     INTEGER NOT NULL,
  request_id  TEXT    NOT NULL,
  received_at BIGINT  NOT NULL,
  due_at      BIGINT  NOT NULL,
  tries       INTEGER NOT NULL,
  PRIMARY KEY (job_id, attempt, request_id),
  FOREIGN KEY (job_id, attempt) REFERENCES attempt (job_id, number)
);
CREATE INDEX callback_lead_due ON callback_lead (due_at, job_id);
